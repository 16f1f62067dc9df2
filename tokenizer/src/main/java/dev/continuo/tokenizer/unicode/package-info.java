/** UTF-8 and text that is no valid Unicode, where the JDK and the HuggingFace library differ. */
@NullMarked
package dev.continuo.tokenizer.unicode;

import org.jspecify.annotations.NullMarked;
