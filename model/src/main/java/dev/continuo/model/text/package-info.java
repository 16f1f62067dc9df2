/** Text in, text out: the front door of applications. */
@NullMarked
package dev.continuo.model.text;

import org.jspecify.annotations.NullMarked;
