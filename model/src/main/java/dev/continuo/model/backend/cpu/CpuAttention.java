package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.kernel.CausalAttention;
import dev.continuo.model.kernel.CausalAttention.Backward;
import dev.continuo.model.kernel.CausalAttention.Head;
import dev.continuo.model.kernel.CausalAttention.LogSums;
import dev.continuo.model.kernel.CausalAttention.Part;
import dev.continuo.model.vector.Workers;

/** Attention: a task for each key head of each sequence, or several where threads would be idle. */
final class CpuAttention {

  /**
   * Five products for each block become seven where a head is divided: two tables are made twice.
   */
  private static final double DIVIDED_BACKWARD = 7.0 / 5;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuAttention(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  /**
   * The parts of each key head.
   *
   * @param work of a head that is divided, as a multiple of what it is otherwise
   */
  static int parts(int keyHeads, int threads, int time, double work) {
    boolean idle = work * keyHeads < threads && keyHeads > 0 && time > 0;
    return idle ? Math.clamp(Math.ceilDiv(2 * threads, keyHeads), 1, Part.most(time)) : 1;
  }

  void forward(Attention attention) {
    Heads heads = attention.heads();
    Rows factors = new Rows(attention.rotated(), attention.stride());
    Rows values = new Rows(attention.projected(), heads.projectedChannels());
    Rows out = new Rows(attention.attended(), heads.queryChannels());
    int keyHeads = heads.batch() * heads.keys();
    int parts = parts(keyHeads, workers.threads(), heads.time(), 1);
    workers.run(
        keyHeads * parts,
        index -> {
          Task task = new Task(heads, scratch.get(), index / parts);
          Part part = new Part(index % parts, parts);
          task.attention()
              .forward(
                  heads.time(),
                  attention.window(),
                  part,
                  task.queries(factors),
                  task.key(factors),
                  task.value(values),
                  task.queries(out),
                  task.sums());
          task.writeSums(part, attention.logSums());
        });
  }

  void backward(Attention attention, Buffer dAttended, Buffer dProjected) {
    Heads heads = attention.heads();
    Rows factors = new Rows(attention.rotated(), attention.stride());
    Rows values = new Rows(attention.projected(), heads.projectedChannels());
    Rows out = new Rows(attention.attended(), heads.queryChannels());
    Rows dOut = new Rows(dAttended, heads.queryChannels());
    Rows gradients = new Rows(dProjected, heads.projectedChannels());
    int keyHeads = heads.batch() * heads.keys();
    int parts = parts(keyHeads, workers.threads(), heads.time(), DIVIDED_BACKWARD);
    workers.run(
        keyHeads * parts,
        index -> {
          Task task = new Task(heads, scratch.get(), index / parts);
          task.readSums(attention.logSums());
          task.attention()
              .backward(
                  heads.time(),
                  attention.window(),
                  new Part(index % parts, parts),
                  task.backward(factors, out, dOut, gradients),
                  task.key(factors),
                  task.value(values),
                  task.key(gradients),
                  task.value(gradients));
        });
  }

  /** A row of so many channels for each position of each sequence. */
  private record Rows(Buffer buffer, int channels) {}

  /** A key head of a sequence with its query heads. */
  private static final class Task {

    private final Heads heads;
    private final Scratch scratch;
    private final int sequence;
    private final int keyHead;
    private final int group;

    Task(Heads heads, Scratch scratch, int index) {
      this.heads = heads;
      this.scratch = scratch;
      sequence = index / heads.keys();
      keyHead = index % heads.keys();
      group = heads.queries() / heads.keys();
    }

    CausalAttention attention() {
      return scratch.attention(heads.size());
    }

    Head[] queries(Rows rows) {
      Head[] all = new Head[group];
      for (int i = 0; i < group; i++) {
        all[i] = head(rows, keyHead * group + i);
      }
      return all;
    }

    Head key(Rows rows) {
      return head(rows, heads.queries() + keyHead);
    }

    Head value(Rows rows) {
      return head(rows, heads.queries() + heads.keys() + keyHead);
    }

    private Head head(Rows rows, int column) {
      long first = (long) sequence * heads.time() * rows.channels();
      long start = Floats.address(rows.buffer(), first + (long) column * heads.size());
      return new Head(start, rows.channels());
    }

    private float[] sumsPlace() {
      return scratch.place(0, group * heads.time());
    }

    LogSums[] sums() {
      LogSums[] all = new LogSums[group];
      for (int i = 0; i < group; i++) {
        all[i] = new LogSums(sumsPlace(), i * heads.time());
      }
      return all;
    }

    private long firstSum() {
      return ((long) sequence * heads.queries() + (long) keyHead * group) * heads.time();
    }

    void readSums(Buffer logSums) {
      Floats.get(logSums, firstSum(), sumsPlace(), 0, group * heads.time());
    }

    void writeSums(Part part, Buffer logSums) {
      for (int i = 0; i < group; i++) {
        int start = i * heads.time();
        part.each(
            heads.time(),
            (from, count) ->
                Floats.put(sumsPlace(), start + from, logSums, firstSum() + start + from, count));
      }
    }

    Backward[] backward(Rows factors, Rows out, Rows dOut, Rows gradients) {
      Head[] queries = queries(factors);
      Head[] outs = queries(out);
      LogSums[] sums = sums();
      Head[] dOuts = queries(dOut);
      Head[] dQueries = queries(gradients);
      Backward[] all = new Backward[group];
      for (int i = 0; i < group; i++) {
        all[i] = new Backward(queries[i], outs[i], sums[i], dOuts[i], dQueries[i]);
      }
      return all;
    }
  }
}
