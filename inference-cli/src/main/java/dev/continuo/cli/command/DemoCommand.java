package dev.continuo.cli.command;

import dev.continuo.cli.train.TrainingSession;
import dev.continuo.cli.train.TrainingView;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.run.TrainRequest;
import dev.continuo.trainer.run.TrainRequest.Recipe;
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
    name = "demo",
    description = "Train a net for this machine on bundled text, then continue a prompt.",
    sortOptions = false,
    footer = {"", "Examples:", "  continuo demo \"LOVE, n.\"", "  continuo demo --chinese 春眠"})
final class DemoCommand implements Callable<Integer> {

  private enum Text {
    ENGLISH("data/devils-dictionary.txt", "bpe", 1, "auto", null, "LOVE, n.", 160),
    CHINESE("data/tang-300.txt", "char", 0.5, "adamw", 1e-3, "春望\n杜甫\n", 80);

    private final String file;
    private final String tokenizer;
    private final double minutes;
    private final String optimizer;
    private final @Nullable Double learningRate;
    private final String prompt;
    private final int maxTokens;

    Text(
        String file,
        String tokenizer,
        double minutes,
        String optimizer,
        @Nullable Double learningRate,
        String prompt,
        int maxTokens) {
      this.file = file;
      this.tokenizer = tokenizer;
      this.minutes = minutes;
      this.optimizer = optimizer;
      this.learningRate = learningRate;
      this.prompt = prompt;
      this.maxTokens = maxTokens;
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
    TrainRequest request =
        new TrainRequest(
            CorpusOptions.of(List.of(home.resolve(text.file))).withSeed(seed),
            run,
            overwrite,
            new TrainRequest.Vocabulary(text.tokenizer, null),
            TrainRequest.Net.CHOSEN,
            new TrainRequest.Training(
                null,
                null,
                new Budget.Minutes(minutes == null ? text.minutes : minutes),
                Objective.CONTINUATION,
                Recipe.of(text.optimizer, text.learningRate),
                TrainRequest.Saving.AUTO,
                null,
                null,
                "auto",
                Engine.CONTINUO,
                "auto",
                Resources.AUTO,
                seed));
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
    line.getErr().println("type on with: continuo prompt -m " + run);
    return status;
  }
}
