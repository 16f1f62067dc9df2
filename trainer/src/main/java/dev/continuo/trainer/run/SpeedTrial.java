package dev.continuo.trainer.run;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.trainer.bench.TrainingBench;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;

/** How fast this machine trains a net, by some steps of it. */
public final class SpeedTrial {

  private static final double WARM_UP_SECONDS = 2;
  private static final double MEASURED_SECONDS = 4;

  private SpeedTrial() {}

  /**
   * Trains some steps of a run. On the CPU those of a tiny net come first: it runs the same loops
   * more often, so that Java compiles them sooner, for the run too.
   */
  public static double tokensPerSecond(RunConfig config) {
    ModelConfig model = config.model();
    if (Devices.of(config.training().device()) == ComputeDevice.CPU) {
      ModelConfig tiny =
          ModelConfig.ofDepth(1, model.vocabularySize(), model.contextLength(), model.endOfText());
      secondsPerStep(new RunConfig(tiny, config.training()), WARM_UP_SECONDS);
    }
    return config.training().batch().tokens() / secondsPerStep(config, MEASURED_SECONDS);
  }

  private static double secondsPerStep(RunConfig config, double seconds) {
    try (TrainingEngine engine = TrainingEngines.of(config.model(), config.training())) {
      return TrainingBench.secondsPerStep(engine, config.training(), seconds, Long.MAX_VALUE);
    }
  }
}
