package dev.continuo.cli.command;

import dev.continuo.cli.train.TrainRequest;
import dev.continuo.cli.train.TrainingSession;
import dev.continuo.cli.train.TrainingView;
import dev.continuo.corpus.pipeline.CorpusFolder;
import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.corpus.read.SplitRule;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo train}: raw text, or a corpus folder, to a run folder. */
@Command(
    name = "train",
    description = "Train a model on text; the run folder opens in transformers too.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo train novel.txt -o runs/novel --minutes 10",
      "  continuo train poems/ -o runs/poems --tokenizer char --depth 6 --steps 3000",
      "  continuo train letters/ -o runs/letters --from Qwen3-0.6B --minutes 60",
      "  continuo train novel.txt -o runs/novel --watch         and follow it in a browser",
      "  continuo train -o runs/novel --resume --minutes 20     go on, until twenty in all"
    })
final class TrainCommand implements Callable<Integer> {

  private static final List<String> CORPUS_OPTIONS =
      List.of("--tokenizer", "--vocab-size", "--val", "--val-share", "--split");
  private static final List<String> FIXED_OPTIONS =
      List.of(
          "--tokenizer",
          "--vocab-size",
          "--val",
          "--val-share",
          "--split",
          "--depth",
          "--width",
          "--heads",
          "--config",
          "--from",
          "--optimizer",
          "--table-rate",
          "--vector-rate",
          "--momentum",
          "--block-rows",
          "--weight-decay",
          "--clip-norm",
          "--warmup",
          "--decay",
          "--loss",
          "--label-smoothing",
          "--dropout",
          "--checkpoint-minutes",
          "--checkpoint-steps",
          "--keep",
          "--context",
          "--batch",
          "--evaluations",
          "--objective",
          "--precision",
          "--seed");

  private static final int LARGEST_PORT = 65535;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "Text files or folders, or one corpus folder.")
  private List<Path> inputs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "RUN",
      required = true,
      description = "The run folder.")
  private Path run;

  @ArgGroup private BudgetOptions budget = new BudgetOptions();

  /** How long to train. */
  static final class BudgetOptions {
    @Option(names = "--minutes", description = "Train for this long.")
    private @Nullable Double minutes;

    @Option(names = "--steps", description = "Train so many steps (default: four epochs).")
    private @Nullable Long steps;

    @Nullable Budget budget() {
      if (minutes != null) {
        return new Budget.Minutes(minutes);
      }
      return steps == null ? null : new Budget.Steps(steps);
    }
  }

  @ArgGroup private ModelOptions model = new ModelOptions();

  /** How large the net is. */
  static final class ModelOptions {
    @Option(
        names = "--depth",
        description = "Layers; 64 channels for each (default: ${DEFAULT-VALUE}).",
        defaultValue = "4")
    private int depth;

    @Option(names = "--config", description = "A config.json in place of --depth.")
    private @Nullable Path config;

    @Option(
        names = "--from",
        paramLabel = "DIR",
        description = "Go on from the weights of a HuggingFace folder (Llama, Qwen 3, GPT-2).")
    private @Nullable Path from;
  }

  @Option(names = "--width", description = "Channels (default: by the depth).")
  private @Nullable Integer width;

  @Option(names = "--heads", description = "Attention heads (default: by the width).")
  private @Nullable Integer heads;

  @Option(
      names = "--tokenizer",
      defaultValue = "bpe",
      description = "bpe, char, byte or a tokenizer.json (default: ${DEFAULT-VALUE}).")
  private String tokenizer;

  @Option(
      names = "--vocab-size",
      description = "Entries of a bpe vocabulary (default: by the size of the text).")
  private @Nullable Integer vocabularySize;

  @Option(
      names = "--context",
      description = "Tokens that the model looks back on (default: 256, or what --from allows).")
  private @Nullable Integer context;

  @Option(names = "--batch", description = "Sequences in a step (default: by the context).")
  private @Nullable Integer batch;

  @Mixin private HeldOutOptions heldOut;

  @Option(
      names = "--split",
      defaultValue = "auto",
      paramLabel = "RULE",
      description =
          "Where documents end, as in 'continuo corpus build' (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(names = "--target-val-loss", description = "Stop once the held-out loss is this low.")
  private @Nullable Double targetLoss;

  @Option(
      names = "--evaluations",
      description = "So many times in a run the held-out loss is found (default: 20).")
  private @Nullable Integer evaluations;

  @Option(
      names = "--objective",
      defaultValue = "continuation",
      description =
          "continuation: every token; ending: masked endings (default: ${DEFAULT-VALUE}).")
  private Objective objective;

  @Mixin private RecipeOptions recipe;

  @Mixin private DeviceOption device;

  @Option(
      names = "--precision",
      defaultValue = "auto",
      description = "bf16, float32 or auto (default: ${DEFAULT-VALUE}).")
  private PrecisionChoice precision;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--resume", description = "Go on from the run's last checkpoint.")
  private boolean resume;

  @Option(
      names = "--overwrite",
      description = "Replace the run that is there already; other files stay.")
  private boolean overwrite;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What the net continues at each evaluation (default: a held-out beginning).")
  private @Nullable String prompt;

  @Option(names = "--watch", description = "Serve the report on this machine while the run goes.")
  private boolean watch;

  @Option(
      names = "--watch-port",
      defaultValue = "6060",
      paramLabel = "PORT",
      description = "Where, with --watch; 0 is any free port (default: ${DEFAULT-VALUE}).")
  private int watchPort;

  @Option(names = "--tensorboard", description = "Write event files for TensorBoard.")
  private boolean tensorBoard;

  @Mixin private OutputMixin output;

  @Override
  public Integer call() {
    checkUsage();
    TrainingSession session = new TrainingSession(spec.commandLine(), view());
    return resume ? session.resume(run, this::resumed) : session.start(request());
  }

  private TrainingView view() {
    return new TrainingView(
        output.mode(), output.json(), watch ? watchPort : null, tensorBoard, prompt);
  }

  private TrainingConfig resumed(TrainingConfig config) {
    return config.resumedWith(budget.budget(), recipe.learningRate(), targetLoss, device.asked());
  }

  private void checkUsage() {
    if (resume) {
      checkResumption();
    } else if (inputs.isEmpty()) {
      throw wrong("expected TEXT to train on, or --resume");
    }
    if (inputs.stream().anyMatch(CorpusFolder::isCorpus)) {
      refuse("belongs to text, not to a corpus folder", CORPUS_OPTIONS);
    }
    if (model.from != null || model.config != null) {
      refuse("belongs to --depth", List.of("--width", "--heads"));
    }
    if (model.from != null) {
      refuse("comes with --from", List.of("--tokenizer", "--vocab-size"));
    }
    if (vocabularySize != null && !tokenizer.equals("bpe")) {
      throw wrong("--vocab-size belongs to --tokenizer bpe, found --tokenizer " + tokenizer);
    }
    if (watchPort < 0 || watchPort > LARGEST_PORT) {
      throw wrong("--watch-port: expected 0 to " + LARGEST_PORT + ", found " + watchPort);
    }
    requirePositive("--minutes", budget.minutes);
    requirePositive("--steps", budget.steps);
    requirePositive("--learning-rate", recipe.learningRate());
    requirePositive("--width", width);
    requirePositive("--heads", heads);
    requirePositive("--depth", model.depth);
    requirePositive("--context", context);
    requirePositive("--batch", batch);
    requirePositive("--evaluations", evaluations);
  }

  private void checkResumption() {
    if (overwrite) {
      throw wrong("--resume and --overwrite contradict each other");
    }
    if (!inputs.isEmpty()) {
      throw wrong("--resume goes on with the run's own text; leave out " + inputs.getFirst());
    }
    refuse("was decided when the run began; leave it out with --resume", FIXED_OPTIONS);
  }

  private void refuse(String why, List<String> names) {
    for (String name : names) {
      if (given(name)) {
        throw wrong(name + " " + why);
      }
    }
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void requirePositive(String option, @Nullable Number value) {
    if (value != null && !(value.doubleValue() > 0)) {
      throw wrong(option + ": expected more than 0, found " + value);
    }
  }

  private TrainRequest request() {
    CorpusOptions corpus =
        CorpusOptions.of(inputs).withSplit(SplitRule.parse(split)).withSeed(seed);
    return new TrainRequest(
        heldOut.applyTo(corpus),
        run,
        overwrite,
        new TrainRequest.Vocabulary(tokenizer, vocabularySize),
        new TrainRequest.Net(model.depth, width, heads, model.config, model.from),
        new TrainRequest.Training(
            context,
            batch,
            budget.budget(),
            objective,
            recipe.recipe(),
            recipe.saving(),
            evaluations,
            targetLoss,
            device.name(),
            precision.name().toLowerCase(Locale.ROOT),
            seed));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
