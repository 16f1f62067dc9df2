/**
 * {@code normalizer}: what happens to text before it is cut into words. Unicode NFC is done here.
 */
@NullMarked
package dev.continuo.tokenizer.normalizer;

import org.jspecify.annotations.NullMarked;
