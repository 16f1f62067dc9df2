package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.put;
import static dev.continuo.model.backend.PlainMemory.segment;
import static dev.continuo.model.backend.PlainMemory.set;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Texts that grow token by token, whose keys and values lie in pages. */
interface PlainTexts extends Backend {

  @Override
  default void extend(
      Heads heads,
      TextRows rows,
      Pages pages,
      int layer,
      Buffer projected,
      @Nullable HeadWeights norms,
      Buffer cosines,
      Buffer sines,
      Buffer queries) {
    Layer memory = new Layer(rows, pages, layer);
    int size = heads.size();
    int all = heads.queries() + 2 * heads.keys();
    for (int row = 0; row < heads.rows(); row++) {
      int position = id(rows.positions(), row);
      for (int head = 0; head < all; head++) {
        float[] x = floats(projected, ((long) row * all + head) * size, size);
        int key = head - heads.queries();
        if (key < 0) {
          turn(x, norms == null ? null : norms.query(), norms, cosines, sines, position);
          put(x, queries, ((long) row * heads.queries() + head) * size);
        } else if (key < heads.keys()) {
          turn(x, norms == null ? null : norms.key(), norms, cosines, sines, position);
          put(x, pages.memory(), memory.place(row, position, false, key));
        } else {
          put(x, pages.memory(), memory.place(row, position, true, key - heads.keys()));
        }
      }
    }
  }

  @Override
  default void extend(
      Heads heads, TextRows rows, Pages pages, int layer, Buffer projected, Buffer queries) {
    Layer memory = new Layer(rows, pages, layer);
    int size = heads.size();
    int across = heads.queryChannels();
    for (int row = 0; row < heads.rows(); row++) {
      long from = (long) row * heads.projectedChannels();
      put(floats(projected, from, across), queries, (long) row * across);
      int position = id(rows.positions(), row);
      for (int head = 0; head < 2 * heads.keys(); head++) {
        boolean value = head >= heads.keys();
        put(
            floats(projected, from + across + (long) head * size, size),
            pages.memory(),
            memory.place(row, position, value, head % heads.keys()));
      }
    }
  }

  @Override
  default void addRows(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      long from = (long) id(ids, row) * channels;
      long to = (long) row * channels;
      for (int i = 0; i < channels; i++) {
        set(x, to + i, (double) get(x, to + i) + get(table, from + i));
      }
    }
  }

  private static void turn(
      float[] x,
      @Nullable Buffer weight,
      @Nullable HeadWeights norms,
      Buffer cosines,
      Buffer sines,
      int position) {
    int half = x.length / 2;
    double[] y = new double[x.length];
    double r = norms == null ? 1 : PlainHeads.scale(x, norms.epsilon());
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * r * (weight == null ? 1 : get(weight, i));
    }
    for (int p = 0; p < half; p++) {
      double cosine = get(cosines, (long) position * half + p);
      double sine = get(sines, (long) position * half + p);
      x[p] = (float) (y[p] * cosine - y[p + half] * sine);
      x[p + half] = (float) (y[p + half] * cosine + y[p] * sine);
    }
  }

  /** Where the texts of a batch have their keys and values of a layer. */
  record Layer(TextRows rows, Pages pages, int layer) {

    /** The place of the key or the value of a position of a row's text. */
    long place(int row, int position, boolean value, int head) {
      int start = id(rows.starts(), row);
      long page = id(rows.table(), start + position / PAGE);
      long stretch = ((page * pages.layers() + layer) * 2 + (value ? 1 : 0)) * pages.keys() + head;
      return (stretch * PAGE + position % PAGE) * pages.size();
    }
  }

  @Override
  default void attend(
      Heads heads, TextRows rows, Pages pages, int layer, Buffer queries, Buffer attended) {
    Layer memory = new Layer(rows, pages, layer);
    IntStream.range(0, heads.rows() * heads.queries())
        .parallel()
        .forEach(task -> attend(heads, memory, task, queries, attended));
  }

  private static void attend(Heads heads, Layer memory, int task, Buffer queries, Buffer attended) {
    int row = task / heads.queries();
    int size = heads.size();
    int key = task % heads.queries() / (heads.queries() / heads.keys());
    long at = (long) task * size;
    float[] query = floats(queries, at, size);
    double[] scores = new double[id(memory.rows().positions(), row) + 1];
    double largest = Double.NEGATIVE_INFINITY;
    for (int s = 0; s < scores.length; s++) {
      float[] k = floats(memory.pages().memory(), memory.place(row, s, false, key), size);
      for (int i = 0; i < size; i++) {
        scores[s] += (double) query[i] * k[i] / Math.sqrt(size);
      }
      largest = Math.max(largest, scores[s]);
    }
    double sum = 0;
    double[] mixed = new double[size];
    for (int s = 0; s < scores.length; s++) {
      double weight = Math.exp(scores[s] - largest);
      float[] v = floats(memory.pages().memory(), memory.place(row, s, true, key), size);
      sum += weight;
      for (int i = 0; i < size; i++) {
        mixed[i] += weight * v[i];
      }
    }
    for (int i = 0; i < size; i++) {
      set(attended, at + i, mixed[i] / sum);
    }
  }

  @Override
  default void copyPage(Pages pages, int from, int to) {
    long count = pages.elements();
    Buffer memory = pages.memory();
    segment(memory.slice("a page", to * count, count))
        .copyFrom(segment(memory.slice("a page", from * count, count)));
  }
}
