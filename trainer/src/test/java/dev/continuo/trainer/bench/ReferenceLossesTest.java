package dev.continuo.trainer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.step.Initialization;
import dev.continuo.trainer.step.TrainingStep;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses that GPUs are held to are those of DJL's graph and of the CPU's backends. */
class ReferenceLossesTest {

  private static final Offset<Double> ROUNDING = Offset.offset(1e-3);

  @ParameterizedTest
  @ValueSource(strings = {"AdamW", "Muon"})
  void areThoseOfTheGraph(String name) {
    Optimization optimization = CheckNet.optimizer(name);
    double[] right = new double[50];
    try (Transformer transformer =
            Transformer.create(CheckNet.CONFIG, Precision.FLOAT32, 0, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(transformer)) {
      Initialization.apply(new AtenArrays(transformer.weights()), CheckNet.SEED);
      GraphOptimizer optimizer =
          GraphOptimizers.of(
              transformer.weights(), transformer.manager(), optimization, Precision.FLOAT32);
      TrainingStep step = new TrainingStep(passes, optimizer, LossFunction.CROSS_ENTROPY);
      for (int i = 0; i < right.length; i++) {
        double rate = CheckNet.learningRate(optimization, i);
        right[i] = step.train(CheckNet.batch(i), rate).loss();
      }
    }
    assertThat(ReferenceLosses.of(name)).containsExactly(right, ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AdamW", "Muon"})
  void areThoseOfPlainLoops(String name) {
    Optimization optimization = CheckNet.optimizer(name);
    try (Backend plain = new PlainBackend()) {
      double[] found = CheckNet.train(plain, CheckNet.CONFIG, optimization, 20, 4, false).losses();
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(ReferenceLosses.of(name)[i], ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AdamW", "Muon"})
  void areThoseOfVectors(String name) {
    Optimization optimization = CheckNet.optimizer(name);
    try (Backend cpu = new CpuBackend(ScalarType.FLOAT32, 2)) {
      double[] found = CheckNet.train(cpu, CheckNet.CONFIG, optimization, 50, 4, false).losses();
      assertThat(found).containsExactly(ReferenceLosses.of(name), ROUNDING);
    }
  }
}
