package dev.continuo.cli.command.train;

import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.train.TrainingSession;
import dev.continuo.cli.train.TrainingView;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.trainer.config.OptimizerChoice;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.run.TrainRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo demo}: bundled text, a trained model, a continuation. */
@Command(
    name = DemoCommand.NAME,
    description = "Train a net for this machine on bundled text, then continue a prompt.",
    sortOptions = false,
    footer = {"", "Examples:", "  continuo demo \"LOVE, n.\"", "  continuo demo --chinese 春眠"})
public final class DemoCommand implements Callable<Integer> {

  /** The name of the command. */
  public static final String NAME = "demo";

  private enum Text {
    ENGLISH("data/devils-dictionary.txt", 1, "LOVE, n.", 160),
    CHINESE("data/tang-300.txt", 0.5, "春望\n杜甫\n", 80);

    private final String file;
    private final double minutes;
    private final String prompt;
    private final int maxTokens;

    Text(String file, double minutes, String prompt, int maxTokens) {
      this.file = file;
      this.minutes = minutes;
      this.prompt = prompt;
      this.maxTokens = maxTokens;
    }

    private Settings settings() {
      return switch (this) {
        case ENGLISH -> Settings.NONE;
        case CHINESE ->
            Settings.NONE
                .with(TextSettings.TOKENIZER, "char")
                .with(TrainingSettings.OPTIMIZER, OptimizerChoice.ADAMW)
                .with(TrainingSettings.LEARNING_RATE, 1e-3);
      };
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "PROMPT", arity = "0..1", description = "The text to continue.")
  private @Nullable String prompt;

  @Option(names = "--chinese", description = "Tang poems in place of The Devil's Dictionary.")
  private boolean chinese;

  @Option(names = "--minutes", description = "How long to train (default: by the text).")
  private @Nullable Double minutes;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "RUN",
      description = "The run folder (default: runs/demo-english or runs/demo-chinese).")
  private @Nullable Path output;

  @Option(names = "--overwrite", description = "Replace an existing run; other files stay.")
  private boolean overwrite;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() {
    new Usage(spec).positive("--minutes", minutes);
    Text text = chinese ? Text.CHINESE : Text.ENGLISH;
    String name = "demo-" + text.name().toLowerCase(Locale.ROOT);
    Path run = output == null ? Path.of("runs", name) : output;
    Path home = Path.of(System.getProperty("continuo.home", "."));
    Settings settings =
        text.settings()
            .with(TrainingSettings.MINUTES, minutes == null ? text.minutes : minutes)
            .with(TrainingSettings.DEVICE, DevicePreference.AUTO)
            .with(TrainingSettings.SEED, seed)
            .with(TrainingSettings.OVERWRITE, overwrite);
    TrainRequest request =
        new TrainRequest(TextSettings.text(List.of(home.resolve(text.file))), run, settings);
    CommandLine line = spec.commandLine();
    int status = new TrainingSession(line, TrainingView.PLAIN).start(request);
    if (status != 0) {
      return status;
    }
    String asked = prompt == null ? text.prompt : prompt;
    line.getOut().println();
    status =
        line.getParent()
            .execute(
                "generate",
                "-m",
                run.toString(),
                "--max-tokens",
                String.valueOf(text.maxTokens),
                "--temperature",
                "0.8",
                "--top-p",
                "0.95",
                "--seed",
                String.valueOf(seed),
                "--",
                asked);
    if (status != 0) {
      return status;
    }
    line.getErr().println();
    line.getErr().println("continue your own text with: continuo prompt -m " + run);
    return status;
  }
}
