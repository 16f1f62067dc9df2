package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import java.util.List;
import java.util.stream.Collectors;

/** Programs to read: a line for each operation. */
public final class ProgramText {

  private ProgramText() {}

  /** All operations, in order. */
  public static String of(List<Operation> program) {
    return program.stream().map(operation -> line(operation) + "\n").collect(Collectors.joining());
  }

  /**
   * One operation, as {@code result (3, 4) = left (3, 5) · right (4, 5)ᵀ + addend (3, 4)} or {@code
   * kernel <columns, rows, layers; threads, bytes>(read, →written, ↔changed, 7)}.
   */
  static String line(Operation operation) {
    return switch (operation) {
      case Launch launch ->
          launch.kernel()
              + " <"
              + launch.columns()
              + ", "
              + launch.rows()
              + ", "
              + launch.layers()
              + "; "
              + launch.threads()
              + ", "
              + launch.sharedBytes()
              + ">("
              + launch.arguments().stream().map(ProgramText::text).collect(Collectors.joining(", "))
              + ")";
      case Product product -> text(product);
      case Clear(var buffer) -> buffer.name() + " = 0";
    };
  }

  private static String text(Product product) {
    Matrix addend = product.addend();
    return text(product.result())
        + " = "
        + (product.alpha() == 1 ? "" : product.alpha() + " · ")
        + text(product.left())
        + " · "
        + text(product.right())
        + (addend == null
            ? ""
            : " + " + (product.beta() == 1 ? "" : product.beta() + " · ") + text(addend))
        + (product.batch() == 1 ? "" : ", " + product.batch() + " times");
  }

  private static String text(Matrix matrix) {
    return matrix.buffer().name()
        + (matrix.offset() == 0 ? "" : " from " + matrix.offset())
        + " ("
        + matrix.rows()
        + ", "
        + matrix.columns()
        + ")"
        + (matrix.transposed() ? "ᵀ" : "");
  }

  private static String text(Argument argument) {
    return switch (argument) {
      case Argument.Input(var buffer) -> buffer.name();
      case Argument.Output(var buffer) -> "→" + buffer.name();
      case Argument.InOut(var buffer) -> "↔" + buffer.name();
      case Argument.Int32(int value) -> Integer.toString(value);
      case Argument.Int64(long value) -> Long.toString(value);
      case Argument.Float32(float value) -> Float.toString(value);
    };
  }
}
