package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.set;

import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.Heads;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Attention, head by head. */
record PlainAttention(Attention attention) {

  private Heads heads() {
    return attention.heads();
  }

  private float[] head(Buffer buffer, int width, int row, int column) {
    return floats(buffer, (long) row * width + (long) column * heads().size(), heads().size());
  }

  private float[][] column(Buffer buffer, int width, int sequence, int column) {
    float[][] rows = new float[heads().time()][];
    for (int t = 0; t < heads().time(); t++) {
      rows[t] = head(buffer, width, sequence * heads().time() + t, column);
    }
    return rows;
  }

  private float[][] queries(int sequence, int head) {
    return column(attention.rotated(), attention.stride(), sequence, head);
  }

  private float[][] keys(int sequence, int head) {
    return column(
        attention.rotated(), attention.stride(), sequence, heads().queries() + keyHead(head));
  }

  private float[][] values(int sequence, int head) {
    int place = heads().queries() + heads().keys() + keyHead(head);
    return column(attention.projected(), heads().projectedChannels(), sequence, place);
  }

  /** The first position that one sees. */
  private int first(int t) {
    return attention.window() == 0 ? 0 : Math.max(0, t + 1 - attention.window());
  }

  private int keyHead(int head) {
    return head / (heads().queries() / heads().keys());
  }

  private double score(float[] query, float[] key) {
    return dot(query, key) / Math.sqrt(heads().size());
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  private long sumAt(int sequence, int head, int t) {
    return ((long) sequence * heads().queries() + head) * heads().time() + t;
  }

  void forward() {
    IntStream.range(0, heads().batch() * heads().queries())
        .parallel()
        .forEach(
            task -> {
              int sequence = task / heads().queries();
              int head = task % heads().queries();
              float[][] queries = queries(sequence, head);
              float[][] keys = keys(sequence, head);
              float[][] values = values(sequence, head);
              for (int t = 0; t < heads().time(); t++) {
                double[] scores = new double[t + 1];
                Arrays.fill(scores, Double.NEGATIVE_INFINITY);
                for (int s = first(t); s <= t; s++) {
                  scores[s] = score(queries[t], keys[s]);
                }
                double largest = Arrays.stream(scores).max().orElseThrow();
                double sum = 0;
                double[] mixed = new double[heads().size()];
                for (int s = first(t); s <= t; s++) {
                  double weight = Math.exp(scores[s] - largest);
                  sum += weight;
                  for (int i = 0; i < mixed.length; i++) {
                    mixed[i] += weight * values[s][i];
                  }
                }
                long to =
                    (long) (sequence * heads().time() + t) * heads().queryChannels()
                        + (long) head * heads().size();
                for (int i = 0; i < mixed.length; i++) {
                  set(attention.attended(), to + i, mixed[i] / sum);
                }
                set(attention.logSums(), sumAt(sequence, head, t), Math.log(sum) + largest);
              }
            });
  }

  void backward(Buffer dAttended, Buffer delta, Buffer dProjected) {
    int group = heads().queries() / heads().keys();
    IntStream.range(0, heads().batch() * heads().keys())
        .parallel()
        .forEach(
            task -> {
              int sequence = task / heads().keys();
              int keyHead = task % heads().keys();
              double[][] dKeys = new double[heads().time()][heads().size()];
              double[][] dValues = new double[heads().time()][heads().size()];
              for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
                float[][] queries = queries(sequence, head);
                float[][] keys = keys(sequence, head);
                float[][] values = values(sequence, head);
                int width = heads().queryChannels();
                float[][] results = column(attention.attended(), width, sequence, head);
                float[][] gradients = column(dAttended, width, sequence, head);
                double[][] dQueries = new double[heads().time()][heads().size()];
                for (int t = 0; t < heads().time(); t++) {
                  double mean = dot(results[t], gradients[t]);
                  set(delta, sumAt(sequence, head, t), mean);
                  double logSum = get(attention.logSums(), sumAt(sequence, head, t));
                  for (int s = first(t); s <= t; s++) {
                    double p = Math.exp(score(queries[t], keys[s]) - logSum);
                    double ds =
                        p * (dot(gradients[t], values[s]) - mean) / Math.sqrt(heads().size());
                    for (int i = 0; i < heads().size(); i++) {
                      dValues[s][i] += p * gradients[t][i];
                      dKeys[s][i] += ds * queries[t][i];
                      dQueries[t][i] += ds * keys[s][i];
                    }
                  }
                }
                put(dQueries, dProjected, sequence, head);
              }
              put(dKeys, dProjected, sequence, heads().queries() + keyHead);
              put(dValues, dProjected, sequence, heads().queries() + heads().keys() + keyHead);
            });
  }

  private void put(double[][] values, Buffer dProjected, int sequence, int column) {
    for (int t = 0; t < heads().time(); t++) {
      long to =
          (long) (sequence * heads().time() + t) * heads().projectedChannels()
              + (long) column * heads().size();
      for (int i = 0; i < heads().size(); i++) {
        set(dProjected, to + i, values[t][i]);
      }
    }
  }
}
