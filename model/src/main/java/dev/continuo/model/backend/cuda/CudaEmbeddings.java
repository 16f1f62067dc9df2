package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;
import static dev.continuo.model.backend.cuda.Arguments.out;
import static dev.continuo.model.backend.cuda.Launcher.ROWS_OF_WARPS;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;

/** The rows of a table by id, forward and backward. */
interface CudaEmbeddings extends Backend {

  Launcher launcher();

  @Override
  default void embed(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    launcher()
        .launch(
            table.type() == ElementType.FLOAT32 ? "embed" : "embed_rounded",
            Math.ceilDiv(rows, ROWS_OF_WARPS),
            in(ids),
            in(table),
            out(x),
            number(rows),
            number(channels));
  }

  @Override
  default void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int rows, int channels) {
    launcher()
        .launchRows(
            "embed_backward",
            rows,
            channels,
            in(ids),
            in(order),
            in(dx),
            inOut(gradient),
            number(rows),
            number(channels));
  }

  @Override
  default void addPositions(Buffer positions, Buffer x, int batch, int time, int channels) {
    launcher()
        .launchRows(
            "add_positions",
            Math.multiplyExact(batch, time),
            channels,
            in(positions),
            inOut(x),
            number(time),
            number(channels));
  }

  @Override
  default void positionsBackward(
      Buffer dx, Buffer dPositions, boolean add, int batch, int time, int channels) {
    launcher()
        .launchRows(
            "positions_backward",
            time,
            channels,
            in(dx),
            add ? inOut(dPositions) : out(dPositions),
            number(batch),
            number(time),
            number(channels),
            number(add));
  }
}
