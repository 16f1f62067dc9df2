package dev.continuo.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.MachineMemory;
import dev.continuo.model.device.Precision;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.trainer.config.Budget;
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
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.engine.MemoryPlan.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPlanTest {

  private static final MachineMemory SMALL = new MachineMemory(400L << 20, 2L << 30);
  private static final ModelConfig MODEL = ModelConfig.ofDepth(12, 50_000, 1024, 0);
  private static final Batching BATCHING = new Batching(64, 1024, Objective.CONTINUATION);

  private static ModelConfig net(int depth, int context) {
    return ModelConfig.ofDepth(depth, 1000, context, -1);
  }

  private static MemoryPlan plan(int depth, int batch, int context, MachineMemory machine) {
    return new MemoryPlan(net(depth, context), config(batch, context), Place.CPU, machine);
  }

  private static TrainingConfig config(int batch, int context) {
    AdamW adamW = new AdamW(1e-2, 0.9, 0.95, 1e-8, 0.1, 1);
    return new TrainingConfig(
        new Budget.Steps(1),
        new Batching(batch, context, Objective.CONTINUATION),
        LossFunction.CROSS_ENTROPY,
        0,
        new Muon(2e-2, 0.95, Muon.Iteration.POLAR_EXPRESS, 16, 0.1, 1e-2, adamW),
        new Schedule(0.1, 0.4),
        new Evaluation(4, 1000, null),
        new Saving(1e9, null, 2),
        new DivergenceRule(16, 8, 4, 2, 0.5),
        Precision.FLOAT32,
        DevicePreference.CPU,
        Engine.CONTINUO,
        Resources.AUTO,
        1);
  }

  private static int named(String option, MemoryPlan plan, int context) {
    try {
      plan.require(depth -> net(depth, context));
      throw new AssertionError("not refused");
    } catch (TrainingException e) {
      Matcher matcher =
          Pattern.compile("largest " + option + " that fits is (\\d+)").matcher(e.getMessage());
      assertThat(matcher.find()).as(e.getMessage()).isTrue();
      return Integer.parseInt(matcher.group(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200_000, 40_000_000, Integer.MAX_VALUE})
  void namesTheLargestBatchThatFits(int batch) {
    int largest = named("batch", plan(1, batch, 64, SMALL), 64);
    assertThat(largest).isBetween(100_000, 199_999);
    assertThatCode(() -> plan(1, largest, 64, SMALL).require(null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(1, largest + 1, 64, SMALL).require(null))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("needs at least")
        .hasMessageContaining(" beside it, ")
        .hasMessageContaining("available are 419 MB and 2.1 GB");
  }

  @ParameterizedTest
  @CsvSource({"1,10000000", "1,1000000000", "4,1000000000"})
  void namesTheLargestContextThatFits(int batch, int context) {
    int largest = named("context", plan(1, batch, context, SMALL), context);
    assertThat(largest).isBetween(1000, 200_000);
    assertThatCode(() -> plan(1, batch, largest, SMALL).require(null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(1, batch, largest + 1, SMALL).require(null))
        .isInstanceOf(TrainingException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 2048})
  void namesTheLargestDepthThatFits(int depth) {
    int largest = named("depth", plan(depth, 1, 64, SMALL), 64);
    assertThat(largest).isBetween(2, 39);
    assertThatCode(() -> plan(largest, 1, 1, SMALL).require(null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(depth, Integer.MAX_VALUE, 1 << 30, SMALL).require(null))
        .hasMessageContaining("choose a smaller net");
  }

  @Test
  void takesAsManySequencesAtOnceAsMemoryHolds() {
    MachineMemory large = new MachineMemory(8L << 30, 64L << 30);
    assertThat(plan(4, 64, 256, large).rows()).isZero();
    int rows = plan(4, 64, 256, new MachineMemory(8L << 30, 400L << 20)).rows();
    assertThat(rows).isBetween(2, 63);
    assertThat(plan(4, 64, 256, new MachineMemory(8L << 30, 600L << 20)).rows())
        .isGreaterThan(rows);
    assertThat(plan(4, 64, 256, new MachineMemory(60L << 20, 64L << 30)).rows()).isBetween(1, 63);
  }

  @Test
  void countsWhatAutogradKeeps() {
    assertThat(GraphMemory.rows(1L << 50, MODEL, BATCHING)).isZero();
    int rows = GraphMemory.rows(16L << 30, MODEL, BATCHING);
    assertThat(rows).isBetween(2, 16);
    assertThat(GraphMemory.rows(32L << 30, MODEL, BATCHING)).isBetween(2 * rows, 2 * rows + 1);
    assertThat(GraphMemory.rows(1L << 20, MODEL, BATCHING)).isOne();
  }

  private static long bytes(TrainingConfig config, int rows, boolean recompute) {
    ModelConfig model = net(4, config.batch().context());
    return GpuMemory.bytes(model, config, ElementType.FLOAT32, new MicroBatch(rows, recompute));
  }

  private static MemoryPlan gpu(TrainingConfig config, long bytes) {
    ModelConfig model = net(4, config.batch().context());
    return new MemoryPlan(model, config, Place.GPU, new MachineMemory(8L << 30, bytes));
  }

  @Test
  void aGpuTakesTheWholeBatchWhereItsMemoryHoldsIt() {
    TrainingConfig config = config(64, 256);
    long enough = bytes(config, 64, false);
    assertThat(gpu(config, enough).microBatch()).isEqualTo(new MicroBatch(64, false));
    assertThat(gpu(config, enough).rows()).isZero();
    assertThat(gpu(config, enough - 1).microBatch()).isEqualTo(new MicroBatch(32, false));
    assertThat(gpu(config, enough - 1).rows()).isEqualTo(32);
  }

  @Test
  void aGpuTakesFewerSequencesWhileThatIsEnoughAndThenComputesAgain() {
    TrainingConfig config = config(64, 256);
    int enough = 4096 / 256;
    long most = bytes(config, enough, false);
    assertThat(gpu(config, most).microBatch()).isEqualTo(new MicroBatch(enough, false));
    MicroBatch again = gpu(config, most - 1).microBatch();
    assertThat(again.recompute()).isTrue();
    assertThat(again.rows()).isGreaterThanOrEqualTo(enough);
    assertThat(bytes(config, again.rows(), true)).isLessThan(most);
    long least = bytes(config, 1, true);
    assertThat(gpu(config, least).microBatch()).isEqualTo(new MicroBatch(1, true));
    assertThat(gpu(config, least).fits()).isTrue();
    assertThat(gpu(config, least - 1).fits()).isFalse();
  }

  @Test
  void aSmallBatchIsEnough() {
    TrainingConfig config = config(4, 256);
    assertThat(gpu(config, bytes(config, 4, false) - 1).microBatch().recompute()).isTrue();
  }

  @Test
  void whatIsAskedForIsTaken() {
    TrainingConfig config = config(64, 256);
    assertThat(gpu(config.with(new Resources(null, 10, null)), 80L << 30).microBatch())
        .isEqualTo(new MicroBatch(10, false));
    assertThat(gpu(config.with(new Resources(null, 10, true)), 80L << 30).microBatch())
        .isEqualTo(new MicroBatch(10, true));
    assertThat(gpu(config.with(new Resources(null, 100, null)), 80L << 30).rows()).isZero();
    assertThat(
            gpu(config.with(new Resources(null, 10, null)), bytes(config, 10, true)).microBatch())
        .isEqualTo(new MicroBatch(10, true));
    assertThat(gpu(config.with(new Resources(null, null, true)), 80L << 30).microBatch())
        .isEqualTo(new MicroBatch(64, true));
    assertThat(
            gpu(config.with(new Resources(null, null, false)), bytes(config, 3, false))
                .microBatch())
        .isEqualTo(new MicroBatch(3, false));
    MachineMemory machine = new MachineMemory(8L << 30, 64L << 30);
    MemoryPlan onCpu =
        new MemoryPlan(net(4, 256), config.with(new Resources(null, 5, null)), Place.CPU, machine);
    assertThat(onCpu.rows()).isEqualTo(5);
  }

  @Test
  void namesWhatHelpsWhereWhatIsAskedForDoesNotFit() {
    TrainingConfig config = config(64, 256);
    assertThatThrownBy(
            () ->
                gpu(config.with(new Resources(null, 32, null)), bytes(config, 20, true))
                    .require(null))
        .hasMessageContaining("the largest micro-batch that fits is 20");
    assertThatThrownBy(
            () ->
                gpu(config.with(new Resources(null, null, false)), bytes(config, 1, true))
                    .require(null))
        .hasMessageContaining("it fits with recompute")
        .hasMessageNotContaining("heap with");
    assertThatThrownBy(
            () ->
                gpu(config.with(new Resources(null, 8, false)), bytes(config, 1, true))
                    .require(null))
        .hasMessageContaining("it fits with recompute and micro-batch 1");
    assertThatThrownBy(() -> gpu(config, bytes(config, 1, true) - 1).require(null))
        .hasMessageContaining("the largest context that fits is")
        .hasMessageNotContaining("largest batch");
  }

  @Test
  void countsWhatProductsAreTunedIn() {
    ModelConfig wide = ModelConfig.ofDepth(1, 400_000, 64, -1);
    long table = 4L * wide.vocabularySize() * wide.channels();
    CountedDevice device = new CountedDevice();
    try (CudaBackend backend = new CudaBackend(device, ElementType.FLOAT32);
        DenseTransformer net = new DenseTransformer(backend, wide, 1, 64)) {
      net.forwardBackward(1, false, LossFunction.CROSS_ENTROPY);
      assertThat(device.scratchBytes()).isBetween(table, table + 4096);
      assertThat(device.recordedBytes()).isPositive();
    }
  }

  @Test
  void refusesWhatAGpuDoesNotHold() {
    MachineMemory small = new MachineMemory(8L << 30, 1L << 30);
    MemoryPlan plan = new MemoryPlan(net(20, 256), config(64, 256), Place.GPU, small);
    assertThatThrownBy(() -> plan.require(depth -> net(depth, 256)))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("of the GPU's memory")
        .hasMessageContaining("largest depth that fits");
  }
}
