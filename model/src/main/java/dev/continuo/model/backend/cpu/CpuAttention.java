package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.device.Sizes;
import dev.continuo.model.kernel.CausalAttention;
import dev.continuo.model.kernel.CausalAttention.Head;
import dev.continuo.model.vector.Workers;

/** Attention: a task for each key head of each sequence. */
final class CpuAttention {

  private static final int QUERIES = 1;
  private static final int KEY = 2;
  private static final int VALUE = 3;
  private static final int OUT = 4;
  private static final int SUMS = 5;
  private static final int D_OUT = 6;
  private static final int D_QUERIES = 7;
  private static final int D_KEY = 8;
  private static final int D_VALUE = 9;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuAttention(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  void forward(Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    workers.run(
        heads.batch() * heads.keys(),
        index -> {
          Task task = new Task(heads, scratch.get(), index);
          task.readFactors(rotated, projected);
          task.attention()
              .forward(
                  heads.time(),
                  task.group(QUERIES),
                  task.one(KEY),
                  task.one(VALUE),
                  task.group(OUT),
                  task.sums());
          task.writeGroup(OUT, attended, heads.queryChannels());
          task.writeSums(logSums);
        });
  }

  void backward(
      Heads heads,
      Buffer rotated,
      Buffer projected,
      Buffer attended,
      Buffer logSums,
      Buffer dAttended,
      Buffer dProjected) {
    workers.run(
        heads.batch() * heads.keys(),
        index -> {
          Task task = new Task(heads, scratch.get(), index);
          task.readFactors(rotated, projected);
          task.readGroup(attended, heads.queryChannels(), OUT);
          task.readGroup(dAttended, heads.queryChannels(), D_OUT);
          task.readSums(logSums);
          task.attention()
              .backward(
                  heads.time(),
                  task.group(QUERIES),
                  task.one(KEY),
                  task.one(VALUE),
                  task.group(OUT),
                  task.sums(),
                  task.group(D_OUT),
                  task.group(D_QUERIES),
                  task.one(D_KEY),
                  task.one(D_VALUE));
          int width = heads.projectedChannels();
          task.writeGroup(D_QUERIES, dProjected, width);
          task.write(D_KEY, dProjected, width, heads.queries() + task.keyHead);
          int values = heads.queries() + heads.keys();
          task.write(D_VALUE, dProjected, width, values + task.keyHead);
        });
  }

  /** A key head of a sequence with its query heads, each head's rows one behind the other. */
  private static final class Task {

    private final Heads heads;
    private final Scratch scratch;
    private final int sequence;
    private final int keyHead;
    private final int group;
    private final int length; // T·D

    Task(Heads heads, Scratch scratch, int index) {
      this.heads = heads;
      this.scratch = scratch;
      sequence = index / heads.keys();
      keyHead = index % heads.keys();
      group = heads.queries() / heads.keys();
      length = Sizes.arrayLength(heads.time(), heads.size());
    }

    CausalAttention attention() {
      return scratch.attention(heads.size());
    }

    void readFactors(Buffer rotated, Buffer projected) {
      readGroup(rotated, heads.stride(rotated, projected), QUERIES);
      read(rotated, heads.stride(rotated, projected), heads.queries() + keyHead, place(KEY, 1), 0);
      int values = heads.queries() + heads.keys();
      read(projected, heads.projectedChannels(), values + keyHead, place(VALUE, 1), 0);
    }

    private float[] place(int number, int count) {
      return scratch.place(number, Sizes.arrayLength(count, length));
    }

    void readGroup(Buffer buffer, int width, int number) {
      for (int i = 0; i < group; i++) {
        read(buffer, width, keyHead * group + i, place(number, group), i * length);
      }
    }

    private void read(Buffer buffer, int width, int column, float[] to, int start) {
      for (int t = 0; t < heads.time(); t++) {
        Floats.get(buffer, element(width, column, t), to, start + t * heads.size(), heads.size());
      }
    }

    void writeGroup(int number, Buffer buffer, int width) {
      for (int i = 0; i < group; i++) {
        write(place(number, group), i * length, buffer, width, keyHead * group + i);
      }
    }

    void write(int number, Buffer buffer, int width, int column) {
      write(place(number, 1), 0, buffer, width, column);
    }

    private void write(float[] from, int start, Buffer buffer, int width, int column) {
      for (int t = 0; t < heads.time(); t++) {
        Floats.put(from, start + t * heads.size(), buffer, element(width, column, t), heads.size());
      }
    }

    private long element(int width, int column, int t) {
      return (long) (sequence * heads.time() + t) * width + (long) column * heads.size();
    }

    Head one(int number) {
      return new Head(place(number, 1), 0, heads.size());
    }

    Head[] group(int number) {
      Head[] all = new Head[group];
      for (int i = 0; i < group; i++) {
        all[i] = new Head(place(number, group), i * length, heads.size());
      }
      return all;
    }

    private float[] sumsPlace() {
      return scratch.place(SUMS, group * heads.time());
    }

    Head[] sums() {
      Head[] all = new Head[group];
      for (int i = 0; i < group; i++) {
        all[i] = new Head(sumsPlace(), i * heads.time(), 1);
      }
      return all;
    }

    private long firstSum() {
      return ((long) sequence * heads.queries() + (long) keyHead * group) * heads.time();
    }

    void readSums(Buffer logSums) {
      Floats.get(logSums, firstSum(), sumsPlace(), 0, group * heads.time());
    }

    void writeSums(Buffer logSums) {
      Floats.put(sumsPlace(), 0, logSums, firstSum(), group * heads.time());
    }
  }
}
