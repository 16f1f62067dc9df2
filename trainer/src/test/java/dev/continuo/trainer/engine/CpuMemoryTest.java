package dev.continuo.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.device.Precision;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.config.TrainingConfig.Schedule;
import dev.continuo.trainer.step.Initialization;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run is planned to take on the CPU is what its steps keep. */
class CpuMemoryTest {

  private static final Percentage CLOSE = Percentage.withPercentage(5);
  private static final int STEPS = 3;
  private static final long SETTLING = 50_000_000; // ns
  private static final AdamW ADAM_W = new AdamW(1e-2, 0.9, 0.95, 1e-8, 0.1, 1);
  private static final Pattern ARRAYS = Pattern.compile("(\\d+)\\s+\\[[FIJDS]\\s");

  /** Memory that is counted. */
  private static final class CountedArena implements Arena {

    private final Arena arena = Arena.ofShared();
    private long bytes;

    @Override
    public MemorySegment allocate(long count, long alignment) {
      bytes += count;
      return arena.allocate(count, alignment);
    }

    @Override
    public MemorySegment.Scope scope() {
      return arena.scope();
    }

    @Override
    public void close() {
      arena.close();
    }
  }

  private static TrainingConfig config(
      Optimization optimization, Precision precision, int rows, int context, int threads) {
    return new TrainingConfig(
        new Budget.Steps(1),
        new Batching(rows, context, Objective.CONTINUATION),
        LossFunction.CROSS_ENTROPY,
        0.1,
        optimization,
        new Schedule(0.1, 0.4),
        new Evaluation(4, 1000, null),
        new Saving(1e9, null, 2),
        new DivergenceRule(16, 8, 4, 2, 0.5),
        precision,
        DevicePreference.CPU,
        Engine.CONTINUO,
        new Resources(threads, null, null),
        1);
  }

  private static ModelConfig model(Architecture architecture, int context) {
    boolean rotary = ModelParts.of(architecture).rotary();
    return new ModelConfig(
        architecture,
        4096,
        256,
        3,
        4,
        rotary ? 2 : 4,
        64,
        rotary ? 704 : 1024,
        context,
        1e-6,
        rotary ? 10_000 : 0,
        rotary,
        -1);
  }

  @ParameterizedTest
  @CsvSource({
    "QWEN3, true, 8, 128, 1",
    "QWEN3, true, 8, 128, 2",
    "QWEN3, false, 2, 512, 2",
    "GPT2, true, 16, 64, 2",
    "LLAMA, false, 1, 256, 1",
  })
  void isWhatStepsKeep(
      Architecture architecture, boolean muon, int rows, int context, int threads) {
    Optimization optimization =
        muon ? new Muon(2e-2, 0.95, Muon.Iteration.POLAR_EXPRESS, 96, 0.1, 1e-2, ADAM_W) : ADAM_W;
    for (Precision precision : Precision.values()) {
      if (precision == Precision.FLOAT32 || NativeProducts.haveBfloat16()) {
        TrainingConfig config = config(optimization, precision, rows, context, threads);
        check(model(architecture, context), config);
      }
    }
  }

  private static void check(ModelConfig model, TrainingConfig config) {
    int rows = config.batch().size();
    MicroBatch microBatch = new MicroBatch(rows, false);
    int threads = config.resources().threadCount();
    long before = arrays() + direct();
    CountedArena arena = new CountedArena();
    CpuBackend backend =
        new CpuBackend(config.precision().scalarType(), threads, arena, Arena::ofConfined);
    try (TrainingEngine engine = TrainingEngines.onBackend(backend, model, config, microBatch)) {
      Initialization.apply(engine.weights(), 1);
      engine.resume(0);
      SplittableRandom random = new SplittableRandom(1);
      for (int step = 0; step < STEPS; step++) {
        int tokens = rows * config.batch().context();
        long[] ids = random.longs(tokens, 0, model.vocabularySize()).toArray();
        Batch batch = new Batch(rows, config.batch().context(), ids, ids);
        engine.begin(batch, rows);
        engine.update(1e-3);
        engine.await();
        engine.crossEntropies(batch);
      }
      long kept = arrays() + direct() - before;
      assertThat(arena.bytes)
          .as("beside the heap")
          .isCloseTo(CpuMemory.bytes(model, config, microBatch), CLOSE);
      assertThat(kept)
          .as("in the heap and in direct memory")
          .isCloseTo(CpuMemory.heap(model, config, rows).bytes(), CLOSE);
    }
  }

  /** The bytes of direct memory, once what nobody reaches is freed. */
  private static long direct() {
    long last = Long.MAX_VALUE;
    long now = reserved();
    while (now < last) {
      System.gc();
      LockSupport.parkNanos(SETTLING);
      last = now;
      now = reserved();
    }
    return now;
  }

  private static long reserved() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  /** The bytes of all arrays of numbers that can be reached. */
  private static long arrays() {
    try {
      Object report =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
      Matcher lines = ARRAYS.matcher(report.toString());
      long bytes = 0;
      while (lines.find()) {
        bytes += Long.parseLong(lines.group(1));
      }
      assertThat(bytes).as(report.toString()).isPositive();
      return bytes;
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
