package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.TextOperations.Pages;
import dev.continuo.model.backend.TextOperations.TextRows;
import java.util.List;

/** Texts whose positions are learned. */
final class PromptTrials {

  private PromptTrials() {}

  static void all(BackendCheck check) {
    for (Heads heads : List.of(new Heads(3, 1, 2, 1, 6), new Heads(5, 1, 6, 6, 64))) {
      storing(check, heads);
    }
    for (int channels : new int[] {65, 1284}) {
      learnedPositions(check, channels);
    }
  }

  /** Queries, keys and values as they are: texts of two pages each, in an order of their own. */
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
                  2 * TextOperations.PAGE);
          backend.extend(
              heads,
              some,
              new Pages(memory, layers, heads.keys(), heads.size()),
              1,
              data.activations("projected", (long) rows * heads.projectedChannels(), 1),
              data.output("queries", (long) rows * heads.queryChannels()));
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
