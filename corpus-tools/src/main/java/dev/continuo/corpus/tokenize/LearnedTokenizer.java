package dev.continuo.corpus.tokenize;

import dev.continuo.tokenizer.text.Compression;

/**
 * What came of learning a tokenizer.
 *
 * @param vocabularySize the number of ids, special tokens included
 * @param mergeCount the number of merges; 0 for a vocabulary of characters or bytes
 * @param compression of the text that it was measured on; of no tokens where there was too little
 */
public record LearnedTokenizer(int vocabularySize, int mergeCount, Compression compression) {}
