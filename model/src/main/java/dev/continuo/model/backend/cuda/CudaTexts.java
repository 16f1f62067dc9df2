package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.Arguments.in;
import static dev.continuo.model.backend.cuda.Arguments.inOut;
import static dev.continuo.model.backend.cuda.Arguments.number;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Buffer;
import org.jspecify.annotations.Nullable;

/** Texts that grow token by token, whose keys and values lie in pages. */
interface CudaTexts extends Backend {

  Launcher launcher();

  TextKernels texts();

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
    launcher()
        .emit(texts().extend(heads, rows, pages, layer, projected, norms, cosines, sines, queries));
  }

  @Override
  default void extend(
      Heads heads, TextRows rows, Pages pages, int layer, Buffer projected, Buffer queries) {
    launcher().emit(texts().extend(heads, rows, pages, layer, projected, queries));
  }

  @Override
  default void addRows(Buffer ids, Buffer table, Buffer x, int rows, int channels) {
    launcher()
        .launchRows("add_rows", rows, channels, in(ids), in(table), inOut(x), number(channels));
  }

  @Override
  default void attend(
      Heads heads, TextRows rows, Pages pages, int layer, Buffer queries, Buffer attended) {
    texts()
        .attend(heads, rows, pages, layer, queries, attended, launcher()::floatSums)
        .forEach(launcher()::emit);
  }

  @Override
  default void copyPage(Pages pages, int from, int to) {
    launcher().emit(texts().copyPage(pages, from, to));
  }
}
