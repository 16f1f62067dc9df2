package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.floats;
import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.id;
import static dev.continuo.model.backend.PlainMemory.put;
import static dev.continuo.model.backend.PlainMemory.set;

/** The rows of a table by id, and the way back. */
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
}
