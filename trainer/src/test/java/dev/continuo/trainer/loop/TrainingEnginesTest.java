package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.GraphEngine;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingEnginesTest {

  private static final TrainingConfig CONFIG = Runs.config(1, Objective.CONTINUATION, Runs.ADAM_W);

  private static TrainingConfig graph(Resources resources) {
    return CONFIG
        .resumedWith(Settings.NONE.with(TrainingSettings.ENGINE, Engine.DJL))
        .with(resources);
  }

  @Test
  void netsTrainOverTheBackend() {
    TrainingConfig dropping = Runs.with(CONFIG, LossFunction.CROSS_ENTROPY, 0.1);
    for (TrainingConfig each : List.of(CONFIG, dropping)) {
      try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, each)) {
        assertThat(engine).isInstanceOf(DeviceEngine.class);
      }
    }
  }

  @Test
  void theGraphTrainsWhereItIsAskedFor() {
    try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, graph(Resources.AUTO))) {
      assertThat(engine).isInstanceOf(GraphEngine.class);
    }
  }

  @Test
  void theGraphIsRefusedWhatItCannotDo() {
    assertThatThrownBy(() -> TrainingEngines.of(Runs.MODEL, graph(new Resources(null, null, true))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("recompute has no effect with engine djl");
    assertThatThrownBy(() -> Devices.require(ComputeDevice.GPU, Engine.DJL, Resources.AUTO))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("set device to cpu");
  }

  @Test
  void anyEngineTakesPartsOfABatch() {
    try (TrainingEngine engine =
        TrainingEngines.of(Runs.MODEL, CONFIG.with(new Resources(null, 3, true)))) {
      assertThat(engine.recomputes()).isTrue();
      assertThat(engine.mostRows()).isEqualTo(3);
    }
    for (TrainingConfig each :
        List.of(CONFIG.with(new Resources(null, 3, false)), graph(new Resources(null, 3, null)))) {
      try (TrainingEngine engine = TrainingEngines.of(Runs.MODEL, each)) {
        assertThat(engine.recomputes()).isFalse();
        assertThat(engine.mostRows()).isEqualTo(3);
      }
    }
  }
}
