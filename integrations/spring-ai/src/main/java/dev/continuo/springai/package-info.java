/** Spring AI's chat model over {@code TextModel}, in the same process. */
@NullMarked
package dev.continuo.springai;

import org.jspecify.annotations.NullMarked;
