/** Texts continued token by token: sampling, stopping, streaming, scoring. Works on ids. */
@NullMarked
package dev.continuo.model.generate;

import org.jspecify.annotations.NullMarked;
