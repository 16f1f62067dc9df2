/** Spring AI's chat model over the generator. */
@NullMarked
package dev.continuo.springai;

import org.jspecify.annotations.NullMarked;
