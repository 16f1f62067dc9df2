package dev.continuo.corpus.trace;

import dev.continuo.tokenizer.shard.Shard;

/** Where the documents of a shard are. */
final class Documents {

  private Documents() {}

  /** The document that holds a place. */
  static long at(Shard shard, long place) {
    long low = 0;
    long high = shard.documentCount() - 1;
    while (low < high) {
      long middle = (low + high + 1) >>> 1;
      if (shard.documentStart(middle) <= place) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The place behind a document's last token. */
  static long end(Shard shard, long document) {
    return document + 1 < shard.documentCount()
        ? shard.documentStart(document + 1)
        : shard.tokenCount();
  }

  /** The token that ends every document of a shard, or begins every one; -1 where none does. */
  static int separator(Shard shard, int end, int beginning) {
    if (everyDocument(shard, end, true)) {
      return end;
    }
    return everyDocument(shard, beginning, false) ? beginning : -1;
  }

  private static boolean everyDocument(Shard shard, int token, boolean last) {
    if (token < 0) {
      return false;
    }
    for (long document = 0; document < shard.documentCount(); document++) {
      long start = shard.documentStart(document);
      long end = end(shard, document);
      if (start == end || shard.token(last ? end - 1 : start) != token) {
        return false;
      }
    }
    return true;
  }
}
