package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Buffer;
import java.util.Arrays;

/** Rows of tables by id and by position, forward and backward. */
final class CpuEmbeddings {

  private final CpuRows rows;

  CpuEmbeddings(CpuRows rows) {
    this.rows = rows;
  }

  void embed(Buffer ids, Buffer table, Buffer x, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] values = own.place(0, channels);
          for (int row = first; row < first + some; row++) {
            Floats.get(table, (long) Floats.id(ids, row) * channels, values, 0, channels);
            Floats.put(values, 0, x, (long) row * channels, channels);
          }
        });
  }

  /** All rows of an id are added up by the task in whose block of the order they begin. */
  void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int count, int channels) {
    rows.each(
        count,
        (block, first, some, own) -> {
          float[] sums = own.place(0, channels);
          float[] row = own.place(1, channels);
          int i = first;
          while (i < first + some) {
            int id = Floats.id(ids, Floats.id(order, i));
            boolean begins = i == 0 || Floats.id(ids, Floats.id(order, i - 1)) != id;
            long place = (long) id * channels;
            if (begins) {
              Floats.get(gradient, place, sums, 0, channels);
            }
            int end = begins ? count : first + some;
            while (i < end && Floats.id(ids, Floats.id(order, i)) == id) {
              if (begins) {
                Floats.get(dx, (long) Floats.id(order, i) * channels, row, 0, channels);
                CpuRows.add(row, 0, sums, 0, channels);
              }
              i++;
            }
            if (begins) {
              Floats.put(sums, 0, gradient, place, channels);
            }
          }
        });
  }

  void addPositions(Buffer positions, Buffer x, int batch, int time, int channels) {
    rows.each(
        batch * time,
        (block, first, some, own) -> {
          float[] values = own.place(0, channels);
          float[] added = own.place(1, channels);
          for (int row = first; row < first + some; row++) {
            Floats.get(x, (long) row * channels, values, 0, channels);
            Floats.get(positions, (long) row % time * channels, added, 0, channels);
            CpuRows.add(added, 0, values, 0, channels);
            Floats.put(values, 0, x, (long) row * channels, channels);
          }
        });
  }

  void positionsBackward(
      Buffer dx, Buffer dPositions, boolean add, int batch, int time, int channels) {
    rows.each(
        time,
        (block, first, some, own) -> {
          int length = some * channels;
          float[] sums = own.place(0, length);
          float[] values = own.place(1, length);
          long place = (long) first * channels;
          if (add) {
            Floats.get(dPositions, place, sums, 0, length);
          } else {
            Arrays.fill(sums, 0, length, 0);
          }
          for (int sequence = 0; sequence < batch; sequence++) {
            Floats.get(dx, place + (long) sequence * time * channels, values, 0, length);
            CpuRows.add(values, 0, sums, 0, length);
          }
          Floats.put(sums, 0, dPositions, place, length);
        });
  }
}
