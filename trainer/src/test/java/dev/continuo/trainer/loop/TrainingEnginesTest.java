package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Memory;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.GraphEngine;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import org.junit.jupiter.api.Test;

final class TrainingEnginesTest {

  private static final TrainingConfig CONFIG = Runs.config(1, Objective.CONTINUATION, Runs.ADAM_W);

  @Test
  void netsWithDropoutTrainOverTheBackend() {
    TrainingConfig dropping = Runs.with(CONFIG, LossFunction.CROSS_ENTROPY, 0.1);
    try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, dropping)) {
      assertThat(engine).isInstanceOf(DeviceEngine.class);
    }
    try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, CONFIG)) {
      assertThat(engine).isInstanceOf(GraphEngine.class);
    }
  }

  @Test
  void recomputeGoesOverTheBackendAndAnyEngineTakesPartsOfABatch() {
    try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, CONFIG.with(new Memory(3, true)))) {
      assertThat(engine).isInstanceOf(DeviceEngine.class);
      assertThat(engine.recomputes()).isTrue();
      assertThat(engine.mostRows()).isEqualTo(3);
    }
    try (TrainingEngine engine =
        TrainingEngines.of(Runs.MODEL, CONFIG.with(new Memory(3, false)))) {
      assertThat(engine).isInstanceOf(GraphEngine.class);
      assertThat(engine.recomputes()).isFalse();
      assertThat(engine.mostRows()).isEqualTo(3);
    }
  }
}
