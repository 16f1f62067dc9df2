package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.put;
import static dev.continuo.model.backend.PlainMemory.set;

/** The rows of a table by id, forward and backward. */
interface PlainEmbeddings extends Backend {

  @Override
  default void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    for (int row = 0; row < rows; row++) {
      put(floats(table, (long) id(ids, row) * channels, channels), x, (long) row * channels);
    }
  }

  @Override
  default void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels) {
    for (int i = 0; i < rows; i++) {
      int row = id(order, i);
      long to = (long) id(ids, row) * channels;
      long from = (long) row * channels;
      for (int channel = 0; channel < channels; channel++) {
        set(gradient, to + channel, get(gradient, to + channel) + get(dx, from + channel));
      }
    }
  }

  @Override
  default void addPositions(Buffer positions, Buffer x, int batch, int time, int channels) {
    long block = (long) time * channels;
    for (long i = 0; i < batch * block; i++) {
      set(x, i, (double) get(x, i) + get(positions, i % block));
    }
  }

  @Override
  default void positionsBackward(
      Buffer dx, Buffer dPositions, boolean add, int batch, int time, int channels) {
    long block = (long) time * channels;
    for (long i = 0; i < block; i++) {
      double sum = add ? get(dPositions, i) : 0;
      for (int sequence = 0; sequence < batch; sequence++) {
        sum += get(dx, sequence * block + i);
      }
      set(dPositions, i, sum);
    }
  }
}
