package dev.continuo.corpus.output;

import dev.continuo.corpus.document.Document;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Some documents, chosen at random by a seed. */
public final class DocumentSample {

  private static final int MOST_TOKENS_READ = 1 << 20;

  private DocumentSample() {}

  private record Drawn(long number, long lot, Document document) {}

  /** Each document draws a lot from its text and the seed; those of the least lots, in order. */
  public static List<Document> of(Stream<Document> documents, int count, long seed) {
    PriorityQueue<Drawn> least =
        new PriorityQueue<>(Comparator.comparingLong(Drawn::lot).reversed());
    long[] number = {0};
    documents.forEach(
        document -> {
          long lot = new SplittableRandom(document.hash() + seed).nextLong();
          least.add(new Drawn(number[0]++, lot, document));
          if (least.size() > count) {
            least.remove();
          }
        });
    return least.stream()
        .sorted(Comparator.comparingLong(Drawn::number))
        .map(Drawn::document)
        .toList();
  }

  /**
   * Documents of a corpus folder's training shard, decoded; of very long ones the beginning.
   *
   * @return documents whose ids are {@code document N}
   */
  public static List<Document> of(CorpusFolder folder, int count, long seed) {
    try (Shard shard = Shard.open(folder.trainingShard());
        Tokenizer tokenizer = Tokenizers.open(folder.tokenizer())) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Long> chosen = new ArrayList<>();
      for (int i = 0; i < count && shard.documentCount() > 0; i++) {
        chosen.add(random.nextLong(shard.documentCount()));
      }
      return chosen.stream()
          .distinct()
          .sorted()
          .map(
              document ->
                  new Document("document " + (document + 1), text(shard, tokenizer, document)))
          .toList();
    }
  }

  private static String text(Shard shard, Tokenizer tokenizer, long document) {
    long start = shard.documentStart(document);
    int[] ids = new int[(int) Math.min(end(shard, document) - start, MOST_TOKENS_READ)];
    shard.copy(start, ids, 0, ids.length);
    return tokenizer.decode(ids);
  }

  /** Where a document ends. */
  static long end(Shard shard, long document) {
    boolean last = document + 1 == shard.documentCount();
    return last ? shard.tokenCount() : shard.documentStart(document + 1);
  }
}
