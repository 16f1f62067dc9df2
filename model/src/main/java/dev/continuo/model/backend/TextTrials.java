package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import java.util.List;
import java.util.stream.IntStream;

/** Attention of texts that are continued. */
final class TextTrials {

  private TextTrials() {}

  static void all(BackendCheck check) {
    for (Heads heads :
        List.of(
            new Heads(3, 1, 2, 1, 16),
            new Heads(5, 1, 3, 3, 40),
            new Heads(4, 1, 12, 4, 64),
            new Heads(2, 1, 9, 1, 128),
            new Heads(1, 1, 5, 1, 256))) {
      texts(check, heads);
    }
  }

  /** The next tokens of texts: the first with the first position, the last with a distant one. */
  private static void texts(BackendCheck check, Heads heads) {
    int rows = heads.rows();
    int layers = 2;
    int longest = rows == 1 ? 1100 : rows == 3 ? 330 : 130;
    int[] positions = IntStream.range(0, rows).map(row -> (row * 13 + 1) * 7 % 100).toArray();
    positions[0] = 0;
    positions[rows - 1] = longest - 1;
    int each = Math.ceilDiv(longest, TextOperations.PAGE);
    int[] starts = IntStream.range(0, rows).map(row -> 1 + row * each).toArray();
    int count = 1 + rows * each;
    int[] table = IntStream.range(0, count).map(i -> (i * 5 + 3) % count).toArray();
    if (count % 5 == 0) {
      throw new IllegalStateException(count + " pages would be named twice");
    }
    int half = heads.size() / 2;
    long elements = TextOperations.Pages.elements(layers, heads.keys(), heads.size());
    for (boolean normed : new boolean[] {false, true}) {
      check.trial(
          "texts " + heads + (normed ? " normed" : ""),
          (backend, data) -> {
            Buffer memory = data.inOut("pages", count * elements, 1);
            var pages = new TextOperations.Pages(memory, layers, heads.keys(), heads.size());
            var some =
                new TextOperations.TextRows(
                    data.ints("positions", positions),
                    data.ints("starts", starts),
                    data.ints("table", table),
                    longest,
                    null);
            var norms =
                new TextOperations.HeadWeights(
                    data.floats("query norm", heads.size(), 1),
                    data.floats("key norm", heads.size(), 1),
                    1e-6f);
            Buffer queries = data.output("queries", (long) rows * heads.queryChannels());
            backend.extend(
                heads,
                some,
                pages,
                1,
                data.activations("projected", (long) rows * heads.projectedChannels(), 1),
                normed ? norms : null,
                data.floats("cosines", (long) longest * half, 1),
                data.floats("sines", (long) longest * half, 1),
                queries);
            Buffer attended = data.output("attended", (long) rows * heads.queryChannels());
            backend.attend(heads, some, pages, 1, queries, attended);
            backend.copyPage(pages, table[1], table[0]);
          });
    }
  }
}
