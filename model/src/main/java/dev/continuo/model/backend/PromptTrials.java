package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.TextOperations.Blocks;
import dev.continuo.model.backend.TextOperations.Pages;
import dev.continuo.model.backend.TextOperations.TextRows;
import java.util.List;

/** Many tokens of a text at once; texts whose positions are learned. */
final class PromptTrials {

  private PromptTrials() {}

  static void all(BackendCheck check) {
    for (Heads heads : List.of(new Heads(3, 1, 2, 1, 6), new Heads(5, 1, 6, 6, 64))) {
      storing(check, heads);
    }
    for (Heads heads :
        List.of(
            new Heads(154, 1, 2, 1, 16),
            new Heads(154, 1, 2, 1, 64),
            new Heads(154, 1, 3, 3, 128))) {
      blocks(check, heads);
    }
    for (int channels : new int[] {65, 1284}) {
      learnedPositions(check, channels);
    }
  }

  /** Queries, keys and values stored as they are: texts of two pages each, in mixed order. */
  private static void storing(BackendCheck check, Heads heads) {
    int rows = heads.rows();
    int layers = 2;
    int[] positions = new int[rows];
    int[] starts = new int[rows];
    int[] table = new int[2 * rows];
    for (int row = 0; row < rows; row++) {
      positions[row] = (row * 37 + 63) % (2 * TextOperations.PAGE);
      starts[row] = 2 * row;
      table[2 * row] = 2 * rows - 1 - row;
      table[2 * row + 1] = row;
    }
    long elements = table.length * Pages.elements(layers, heads.keys(), heads.size());
    check.trial(
        "texts " + heads + " as they are",
        (backend, data) -> {
          Buffer memory = data.inOut("pages", elements, 1);
          TextRows some =
              new TextRows(
                  data.ints("positions", positions),
                  data.ints("starts", starts),
                  data.ints("table", table),
                  2 * TextOperations.PAGE,
                  null);
          backend.extend(
              heads,
              some,
              new Pages(memory, layers, heads.keys(), heads.size()),
              1,
              data.activations("projected", (long) rows * heads.projectedChannels(), 1),
              data.output("queries", (long) rows * heads.queryChannels()));
        });
  }

  /**
   * Rows of three texts: one from within its second page to within its fourth, in two blocks; one
   * from its beginning; and one of a single row. The pages of the first are also the last one's.
   */
  private static void blocks(BackendCheck check, Heads heads) {
    int first = 150;
    int rows = heads.rows();
    int[] positions = new int[rows];
    int[] starts = new int[rows];
    for (int row = 0; row < rows; row++) {
      positions[row] = row < first ? 70 + row : row - first;
      starts[row] = row < first ? 1 : 5;
    }
    positions[rows - 1] = 200;
    starts[rows - 1] = 6;
    int[] table = {0, 4, 2, 5, 1, 3, 4, 2, 5, 6};
    int[] places = {0, TextOperations.BLOCK, TextOperations.BLOCK, 22, first, 3, rows - 1, 1, 0, 0};
    int layers = 2;
    long elements = 7 * Pages.elements(layers, heads.keys(), heads.size());
    check.trial(
        "blocks of texts " + heads,
        (backend, data) -> {
          TextRows some =
              new TextRows(
                  data.ints("positions", positions),
                  data.ints("starts", starts),
                  data.ints("table", table),
                  256,
                  new Blocks(data.ints("blocks", places), places.length / 2));
          backend.attend(
              heads,
              some,
              new Pages(data.activations("pages", elements, 1), layers, heads.keys(), heads.size()),
              1,
              data.activations("queries", (long) rows * heads.queryChannels(), 1),
              data.output("attended", (long) rows * heads.queryChannels()));
        });
  }

  private static void learnedPositions(BackendCheck check, int channels) {
    int rows = 5;
    check.trial(
        "addRows " + channels,
        (backend, data) ->
            backend.addRows(
                data.ids("positions", rows, rows),
                data.floats("table", (long) rows * channels, 1),
                data.inOutFloats("x", (long) rows * channels, 1),
                rows,
                channels));
  }
}
