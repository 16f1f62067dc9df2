/** Functions that mix bits, for hash tables, draws and the hashes of a corpus. */
@NullMarked
package dev.continuo.tokenizer.hash;

import org.jspecify.annotations.NullMarked;
