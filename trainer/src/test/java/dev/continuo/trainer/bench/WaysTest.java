package dev.continuo.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever way the CPU takes, the losses of the first hundred steps are those of the graph, and in
 * float32 those that one way gave, so that any two ways agree. Muon's products in bfloat16 are
 * further off, as far as two orders of the same sums in bfloat16 are. The learning rate is a third
 * of the check's: above the rate at which a net is stable, the smallest difference grows until it
 * is seen.
 */
@Tag("ways")
class WaysTest {

  private static final int STEPS = 100;
  private static final int ROWS = 4;
  private static final double RATE = 0.3;

  private static Optimization optimization(String name) {
    Optimization usual = CheckNet.optimizer(name);
    return usual.withLearningRate(RATE * usual.learningRate());
  }

  private static double[] lossesOfTheGraph(Optimization optimization) {
    double[] losses = new double[STEPS];
    try (Transformer transformer =
            Transformer.create(CheckNet.CONFIG, Precision.FLOAT32, 0, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(transformer)) {
      Initialization.apply(new AtenArrays(transformer.weights()), CheckNet.SEED);
      GraphOptimizer optimizer =
          GraphOptimizers.of(
              transformer.weights(), transformer.manager(), optimization, Precision.FLOAT32);
      TrainingStep step = new TrainingStep(passes, optimizer, LossFunction.CROSS_ENTROPY);
      for (int i = 0; i < STEPS; i++) {
        losses[i] = step.train(CheckNet.batch(i), CheckNet.learningRate(optimization, i)).loss();
      }
    }
    return losses;
  }

  @ParameterizedTest
  @CsvSource({"AdamW, 5e-4", "Muon, 2e-2"})
  void lossesAreThoseOfTheGraph(String name, double mostInBfloat16) {
    Optimization optimization = optimization(name);
    double[] right = lossesOfTheGraph(optimization);
    for (ScalarType type : ScalarType.values()) {
      if (type == ScalarType.FLOAT32 || NativeProducts.haveBfloat16()) {
        double most = type == ScalarType.FLOAT32 ? 1e-5 : mostInBfloat16;
        try (CpuBackend cpu = new CpuBackend(type, 2)) {
          double[] found =
              CheckNet.train(cpu, CheckNet.CONFIG, optimization, STEPS, ROWS, false).losses();
          assertThat(found).containsExactly(right, Offset.offset(most));
          assertThat(found)
              .containsExactly(ReferenceLosses.of(name + "-slow"), Offset.offset(2 * most));
        }
      }
    }
  }
}
