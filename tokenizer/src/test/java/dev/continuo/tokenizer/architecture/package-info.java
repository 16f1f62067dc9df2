/** What may depend on what. */
@NullMarked
package dev.continuo.tokenizer.architecture;

import org.jspecify.annotations.NullMarked;
