package dev.continuo.model.runtime;

import dev.continuo.model.vector.Workers;
import java.util.ArrayList;
import java.util.List;

/** The tokens of some texts that go through the network together. */
final class Batch {

  private final List<Request> requests = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private int tokens;

  /** Takes tokens of the waiting texts: of those that want one token first. */
  static Batch of(List<Request> waiting, int mostTokens) {
    Batch batch = new Batch();
    for (boolean single : new boolean[] {true, false}) {
      for (Request request : waiting) {
        int count = Math.min(request.remaining(), mostTokens - batch.tokens);
        if (count > 0 && (request.remaining() == 1) == single) {
          batch.requests.add(request);
          batch.slices.add(request.slice(batch.tokens, count));
          batch.tokens += count;
        }
      }
    }
    return batch;
  }

  List<Request> requests() {
    return requests;
  }

  /** Computes; what goes wrong becomes the failure of the texts. */
  void run(BatchForward forward, Workers pool) {
    try {
      List<Slice> fitting = reserve(forward);
      if (fitting.isEmpty()) {
        return;
      }
      int[] ids = new int[tokens];
      for (int i = 0; i < requests.size(); i++) {
        requests.get(i).copyIds(slices.get(i), ids);
      }
      forward.run(fitting, ids);
      deliver(forward, pool);
      for (int i = 0; i < requests.size(); i++) {
        requests.get(i).acceptLayers(slices.get(i), forward);
        requests.get(i).advance(slices.get(i));
      }
    } catch (RuntimeException | Error e) {
      requests.forEach(request -> request.fail(e));
    }
  }

  /**
   * Makes room for the tokens: the slices for which there is some. Texts for which there is none
   * fail, and the others close up.
   */
  private List<Slice> reserve(BatchForward forward) {
    List<Slice> fitting = new ArrayList<>();
    tokens = 0;
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i).at(tokens, slices.get(i).tokens());
      try {
        forward.reserve(slice);
        fitting.add(slice);
      } catch (RuntimeException | Error e) {
        requests.get(i).fail(e);
        slice = slice.at(tokens, 0);
      }
      slices.set(i, slice);
      tokens += slice.tokens();
    }
    return fitting;
  }

  private void deliver(BatchForward forward, Workers pool) {
    int[] wanted = new int[forward.mostRows()];
    int rows = 0;
    for (int i = 0; i < requests.size(); i++) {
      Slice slice = slices.get(i);
      for (int token = 0; token < slice.tokens(); token++) {
        if (requests.get(i).wants(token)) {
          wanted[rows++] = slice.first() + token;
          if (rows == wanted.length) {
            deliver(forward, pool, wanted, rows);
            rows = 0;
          }
        }
      }
    }
    deliver(forward, pool, wanted, rows);
  }

  /** Hands over the logits after some tokens: those of one text in order, several texts at once. */
  private void deliver(BatchForward forward, Workers pool, int[] wanted, int rows) {
    if (rows == 0) {
      return;
    }
    forward.logits(wanted, rows);
    pool.run(
        requests.size(),
        (task, worker) -> {
          Slice slice = slices.get(task);
          for (int row = 0; row < rows; row++) {
            int token = wanted[row] - slice.first();
            if (token >= 0 && token < slice.tokens()) {
              requests.get(task).accept(token, forward, row);
            }
          }
        });
  }
}
