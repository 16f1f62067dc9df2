/** How text is cut into words before byte pairs are merged. */
@NullMarked
package dev.continuo.tokenizer.word;

import org.jspecify.annotations.NullMarked;
