package dev.continuo.trainer.step;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Mark;
import dev.continuo.model.backend.Backend.Program;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.optim.DeviceOptimizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Steps of training on a device: a step is queued with its batch, and its loss is asked for later,
 * so that the device never waits for the host. At most two steps are under way. The sequences that
 * go through the net at once are one program, the last ones of a batch together with the update.
 * What dropout leaves out follows from the batch, so that a step that is done again is the same.
 */
public final class DeviceSteps implements AutoCloseable {

  /** The most steps that are queued and not awaited. */
  public static final int MOST_UNDER_WAY = 2;

  private record Shape(int rows, boolean add, boolean update) {}

  private final Backend backend;
  private final DenseTransformer transformer;
  private final DeviceOptimizer optimizer;
  private final LossFunction loss;
  private final IdOrder order;
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Shape, Program> programs = new HashMap<>();
  private long begun = -1; // the step that was begun last
  private long queued;
  private long awaited;

  /** What the host hands over for a step and gets back, while the step is under way. */
  private static final class Slot {

    private final List<Part> parts = new ArrayList<>();
    private final MemorySegment factor;
    private final MemorySegment numbers;
    private final MemorySegment foundNumbers;
    private final MemorySegment foundLoss;
    private double share;
    private @Nullable Program rest;
    private @Nullable Mark done;

    Slot(Backend backend) {
      factor = backend.hostMemory(Float.BYTES);
      numbers = backend.hostMemory((long) StepNumbers.COUNT * Float.BYTES);
      foundNumbers = backend.hostMemory((long) StepNumbers.COUNT * Float.BYTES);
      foundLoss = backend.hostMemory(Double.BYTES);
    }

    Part part(int index, Backend backend, long rows) {
      while (parts.size() <= index) {
        parts.add(new Part(backend::hostMemory, rows));
      }
      return parts.get(index);
    }
  }

  /** The sequences that go through the net at once. */
  private static final class Part {

    private final MemorySegment ids;
    private final MemorySegment targets;
    private final MemorySegment order;
    private final MemorySegment seed;

    Part(LongFunction<MemorySegment> memory, long rows) {
      seed = memory.apply(2L * Integer.BYTES);
      ids = memory.apply(rows * Integer.BYTES);
      targets = memory.apply(rows * Integer.BYTES);
      order = memory.apply(rows * Integer.BYTES);
    }
  }

  /**
   * Steps of a transformer by an optimizer, down a loss.
   *
   * @param vocabulary V, above every id
   */
  public DeviceSteps(
      Backend backend,
      DenseTransformer transformer,
      DeviceOptimizer optimizer,
      LossFunction loss,
      int vocabulary) {
    this.backend = backend;
    this.transformer = transformer;
    this.optimizer = optimizer;
    this.loss = loss;
    order = new IdOrder(vocabulary);
    for (int i = 0; i < MOST_UNDER_WAY; i++) {
      slots.add(new Slot(backend));
    }
  }

  /**
   * Queues a step: forward, loss, backward, update.
   *
   * @param rows how many of the batch's sequences go through the net at once
   * @throws IllegalStateException where two steps are under way
   */
  public void queue(Batch batch, int rows, double learningRate) {
    begin(batch, rows);
    update(learningRate);
  }

  /**
   * Begins a step: hands its batch over, makes its programs ready and queues all but the last. No
   * weights change, so that a step can be begun anew if this fails.
   */
  public void begin(Batch batch, int rows) {
    if (queued - awaited >= MOST_UNDER_WAY) {
      throw new IllegalStateException("two steps are under way; await one first");
    }
    Slot slot = slots.get((int) (queued % MOST_UNDER_WAY));
    slot.rest = null;
    if (begun == queued) {
      backend.synchronize(); // what was queued before it failed may still be read from the slot
    }
    begun = queued;
    long counted = Arrays.stream(batch.targets()).filter(target -> target >= 0).count();
    slot.share = 1.0 / Math.max(counted, 1);
    slot.factor.set(ValueLayout.JAVA_FLOAT, 0, (float) slot.share);
    backend.queueWrite(transformer.factor(), slot.factor);
    int index = 0;
    for (int first = 0; first < batch.rows(); first += rows) {
      int count = Math.min(rows, batch.rows() - first);
      Part part = slot.part(index, backend, (long) rows * batch.columns());
      hand(batch, first, count, part);
      boolean last = first + count == batch.rows();
      Program program = program(new Shape(count, index > 0, last));
      if (last) {
        slot.rest = program;
      } else {
        program.run();
      }
      index++;
    }
  }

  private Program program(Shape shape) {
    return programs.computeIfAbsent(shape, key -> backend.program(() -> operations(key)));
  }

  private void operations(Shape shape) {
    transformer.forwardBackwardOperations(shape.rows, shape.add, loss);
    if (shape.update) {
      optimizer.operations();
    }
  }

  /** Queues the rest of the step that was begun: its last program, which updates the weights. */
  public void update(double learningRate) {
    Slot slot = slots.get((int) (queued % MOST_UNDER_WAY));
    Program rest = slot.rest;
    if (rest == null) {
      throw new IllegalStateException("no step was begun");
    }
    try (Arena arena = backend.scope()) {
      slot.numbers.copyFrom(optimizer.next(learningRate).segment(arena));
    }
    backend.queueWrite(optimizer.numbers(), slot.numbers);
    rest.run();
    backend.queueRead(transformer.lossSum(), slot.foundLoss);
    backend.queueRead(optimizer.numbers(), slot.foundNumbers);
    slot.done = backend.mark();
    slot.rest = null;
    queued++;
  }

  private void hand(Batch batch, int first, int count, Part part) {
    int from = first * batch.columns();
    int rows = count * batch.columns();
    long bytes = (long) rows * Integer.BYTES;
    int hash = 1;
    for (int i = 0; i < rows; i++) {
      int id = (int) batch.inputs()[from + i];
      hash = 31 * hash + id;
      part.ids.setAtIndex(ValueLayout.JAVA_INT, i, id);
      part.targets.setAtIndex(ValueLayout.JAVA_INT, i, (int) batch.targets()[from + i]);
    }
    part.seed.setAtIndex(ValueLayout.JAVA_INT, 0, hash);
    part.seed.setAtIndex(ValueLayout.JAVA_INT, 1, first);
    order.write(batch.inputs(), from, rows, part.order);
    backend.queueWrite(transformer.dropoutSeed(), part.seed);
    backend.queueWrite(transformer.ids(), part.ids.asSlice(0, bytes));
    backend.queueWrite(transformer.targets(), part.targets.asSlice(0, bytes));
    backend.queueWrite(transformer.order(), part.order.asSlice(0, bytes));
  }

  /** Hands a whole batch over, with gradients of its mean loss, and waits until it is there. */
  public static void hand(
      Backend backend, DenseTransformer transformer, Batch batch, int vocabulary) {
    long counted = Arrays.stream(batch.targets()).filter(target -> target >= 0).count();
    try (Arena arena = backend.scope()) { // pinned memory would stay until the backend is closed
      Part part = new Part(bytes -> arena.allocate(bytes, Long.BYTES), batch.inputs().length);
      for (int i = 0; i < batch.inputs().length; i++) {
        part.ids.setAtIndex(ValueLayout.JAVA_INT, i, (int) batch.inputs()[i]);
        part.targets.setAtIndex(ValueLayout.JAVA_INT, i, (int) batch.targets()[i]);
      }
      new IdOrder(vocabulary).write(batch.inputs(), 0, batch.inputs().length, part.order);
      float factor = 1f / Math.max(counted, 1);
      backend.write(transformer.factor(), arena.allocateFrom(ValueLayout.JAVA_FLOAT, factor));
      backend.write(transformer.ids(), part.ids);
      backend.write(transformer.targets(), part.targets);
      backend.write(transformer.order(), part.order);
    }
  }

  /** Waits for the earliest step that was not awaited: its loss and gradient norm. */
  public TrainingStep.Result await() {
    Slot slot = slots.get((int) (awaited % MOST_UNDER_WAY));
    Mark done = slot.done;
    if (awaited == queued || done == null) {
      throw new IllegalStateException("no step is under way");
    }
    done.await();
    done.close();
    slot.done = null;
    awaited++;
    double mean = slot.foundLoss.get(ValueLayout.JAVA_DOUBLE, 0) * slot.share;
    return new TrainingStep.Result(mean, StepNumbers.of(slot.foundNumbers).norm());
  }

  /** Steps that were queued and not awaited. */
  public int underWay() {
    return (int) (queued - awaited);
  }

  @Override
  public void close() {
    programs.values().forEach(Program::close);
    for (Slot slot : slots) {
      if (slot.done != null) {
        slot.done.close();
        slot.done = null;
      }
    }
  }
}
