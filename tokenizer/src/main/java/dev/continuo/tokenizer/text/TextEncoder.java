package dev.continuo.tokenizer.text;

import java.util.List;

/** Text to ids, in one of several ways that give the same ids. */
sealed interface TextEncoder extends AutoCloseable
    permits LibraryTextEncoder, BytePairTextEncoder, CharacterTextEncoder {

  int[] encode(String text);

  List<int[]> encodeAll(List<String> texts);

  @Override
  void close();
}
