package dev.continuo.maven;

import dev.continuo.model.vector.VectorModule;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.run.RunListener;
import dev.continuo.trainer.run.TrainedRun;
import dev.continuo.trainer.run.Training;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the goal runs in a JVM of its own, with the options and the memory that training needs. */
final class TrainProgram {

  private TrainProgram() {}

  /**
   * Trains, and exits with 1 where that fails.
   *
   * @param arguments the run folder, then {@code name=value} for each setting, then {@code --} and
   *     the texts
   */
  public static void main(String[] arguments) {
    VectorModule.load();
    try {
      TrainedRun run = training(List.of(arguments)).start(RunListener.NONE, progress(System.out));
      if (run.outcome() != null) {
        System.out.printf(
            Locale.ROOT,
            "held-out loss %.4f nats per token after %,d steps; %s%n",
            run.outcome().valLoss(),
            run.outcome().steps(),
            run.outcome().verdict());
      }
    } catch (TrainingException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static Training training(List<String> arguments) {
    int dashes = arguments.indexOf("--");
    List<Path> texts = new ArrayList<>();
    arguments.subList(dashes + 1, arguments.size()).forEach(text -> texts.add(Path.of(text)));
    Training training =
        Training.on(texts.toArray(Path[]::new)).into(Path.of(arguments.getFirst())).overwrite();
    for (String setting : arguments.subList(1, dashes)) {
      String[] parts = setting.split("=", 2);
      training = SettingNames.set(training, parts[0], parts[1]);
    }
    return training;
  }

  private static TrainingListener progress(PrintStream out) {
    return new TrainingListener() {
      @Override
      public void step(Step step) {}

      @Override
      public void evaluation(Evaluation evaluation) {
        out.printf(
            Locale.ROOT,
            "step %,d: held-out loss %.4f nats per token%n",
            evaluation.step(),
            evaluation.loss());
      }
    };
  }
}
