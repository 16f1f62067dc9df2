package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Clear;
import dev.continuo.model.backend.cuda.Operation.Launch;
import dev.continuo.model.backend.cuda.Operation.Product;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Finds in a program, without running it, what would be wrong on every GPU: memory that is read
 * before it is written, that overlaps or belongs to nobody, launches that no GPU takes, and
 * arguments that are not what a kernel takes. The program has to be for the largest batch.
 */
public final class ProgramCheck {

  private static final int MOST_THREADS = 1024;
  private static final int MOST_ROWS = 65_535;
  private static final int MOST_SHARED_BYTES = 227 << 10;

  /** A part of the memory that an operation uses. */
  private record Use(Buffer buffer, boolean read, boolean written) {

    boolean overlaps(Use other) {
      return buffer.address() < end(other.buffer) && other.buffer.address() < end(buffer);
    }
  }

  private final List<Buffer> memory;
  private final KernelSignatures kernels;
  private final ByteRanges written = new ByteRanges();
  private final List<String> problems = new ArrayList<>();

  private ProgramCheck(CudaBackend backend) {
    memory = new ArrayList<>(backend.buffers());
    memory.sort(Comparator.comparingLong(Buffer::address));
    kernels = KernelSignatures.of(KernelSources.program(), backend.activations());
  }

  /**
   * The problems of a program, one a line; none where it is right.
   *
   * @param given the names of the buffers that are written before the program runs
   */
  public static List<String> problems(
      CudaBackend backend, List<Operation> program, Collection<String> given) {
    ProgramCheck check = new ProgramCheck(backend);
    check.memory();
    check.memory.stream()
        .filter(buffer -> given.contains(buffer.name()))
        .forEach(buffer -> check.written.add(buffer.address(), end(buffer)));
    for (int i = 0; i < program.size(); i++) {
      check.operation(i + 1, program.get(i));
    }
    return List.copyOf(check.problems);
  }

  private void memory() {
    for (int i = 1; i < memory.size(); i++) {
      if (end(memory.get(i - 1)) > memory.get(i).address()) {
        problems.add(memory.get(i - 1).name() + " reaches into " + memory.get(i).name());
      }
    }
  }

  private static long end(Buffer buffer) {
    return buffer.address() + buffer.bytes();
  }

  private void operation(int number, Operation operation) {
    String place = "operation " + number + ", " + ProgramText.line(operation) + ": ";
    if (operation instanceof Launch launch) {
      kernels.problem(launch).ifPresent(problem -> problems.add(place + problem));
      if (!possible(launch)) {
        problems.add(place + "no GPU launches this");
      }
    }
    List<Use> uses = uses(operation);
    for (Use use : uses) {
      if (!allocated(use.buffer)) {
        problems.add(place + use.buffer.name() + " is not in the memory of one buffer");
      }
      if (use.read && !written.contains(use.buffer.address(), end(use.buffer))) {
        problems.add(place + use.buffer.name() + " is read before all of it is written");
      }
    }
    for (Use to : uses) {
      for (Use other : uses) {
        boolean same =
            to.buffer.equals(other.buffer) && (other.written || operation instanceof Product);
        if (to.written && !same && to.overlaps(other)) {
          problems.add(
              place + to.buffer.name() + " is written where " + other.buffer.name() + " is");
        }
      }
      if (to.written) {
        written.add(to.buffer.address(), end(to.buffer));
      }
    }
  }

  private static boolean possible(Launch launch) {
    return launch.threads() > 0
        && launch.threads() <= MOST_THREADS
        && launch.columns() > 0
        && launch.rows() > 0
        && launch.rows() <= MOST_ROWS
        && launch.layers() > 0
        && launch.layers() <= MOST_ROWS
        && launch.sharedBytes() >= 0
        && launch.sharedBytes() <= MOST_SHARED_BYTES;
  }

  private boolean allocated(Buffer buffer) {
    return memory.stream()
        .anyMatch(each -> each.address() <= buffer.address() && end(buffer) <= end(each));
  }

  private static List<Use> uses(Operation operation) {
    List<Use> uses = new ArrayList<>();
    switch (operation) {
      case Launch launch -> launch.arguments().forEach(argument -> addUse(argument, uses));
      case Clear(var buffer) -> uses.add(new Use(buffer, false, true));
      case Product product -> {
        uses.add(new Use(part(product.left(), product.batch()), true, false));
        uses.add(new Use(part(product.right(), product.batch()), true, false));
        Matrix addend = product.addend();
        if (addend != null) {
          uses.add(new Use(part(addend, product.batch()), true, false));
        }
        uses.add(new Use(part(product.result(), product.batch()), false, true));
      }
    }
    return uses;
  }

  private static void addUse(Argument argument, List<Use> uses) {
    switch (argument) {
      case Argument.Input(var buffer) -> uses.add(new Use(buffer, true, false));
      case Argument.Output(var buffer) -> uses.add(new Use(buffer, false, true));
      case Argument.InOut(var buffer) -> uses.add(new Use(buffer, true, true));
      case Argument.Int32 number -> {}
      case Argument.Int64 number -> {}
      case Argument.Float32 number -> {}
    }
  }

  /** From the first element of the first matrix to the end of the last row of the last one. */
  private static Buffer part(Matrix matrix, int batch) {
    long elements = (batch - 1) * matrix.batchStride() + (long) matrix.rows() * matrix.stride();
    long there = Math.min(elements, matrix.buffer().elements() - matrix.offset());
    return matrix.buffer().slice(matrix.buffer().name(), matrix.offset(), there);
  }
}
