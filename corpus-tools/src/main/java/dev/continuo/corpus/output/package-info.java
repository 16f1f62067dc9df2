/**
 * What a corpus is written to: its folder with shards, tokenizer and report; masked-ending pairs;
 * dropped documents; and files of your own formats.
 */
@NullMarked
package dev.continuo.corpus.output;

import org.jspecify.annotations.NullMarked;
