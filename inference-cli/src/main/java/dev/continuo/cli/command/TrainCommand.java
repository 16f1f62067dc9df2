package dev.continuo.cli.command;

import dev.continuo.cli.train.TrainingSession;
import dev.continuo.cli.train.TrainingView;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.run.TrainRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
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
      "  continuo train -o runs/novel --resume --minutes 20     go on, to 20 minutes in all",
      "",
      "--resume continues with the run's own text and options; those given again must",
      "be the same, except --minutes, --steps, --learning-rate, --target-val-loss,",
      "--device, --engine, --threads, --micro-batch, --recompute and display options."
    })
final class TrainCommand implements Callable<Integer> {

  private static final List<String> CORPUS_OPTIONS =
      List.of("--tokenizer", "--vocab-size", "--val", "--val-share", "--split");
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

  @Option(names = "--minutes", description = "How many minutes to train.")
  private @Nullable Double minutes;

  @Option(names = "--steps", description = "How many steps to train (default: four epochs).")
  private @Nullable Long steps;

  @Option(
      names = "--depth",
      description =
          "Layers; 64 channels for each (default: what fits --minutes on this machine, or 4).")
  private @Nullable Integer depth;

  @Option(names = "--config", description = "A config.json in place of --depth.")
  private @Nullable Path config;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Go on from the weights of a HuggingFace folder (Llama, Qwen 3, GPT-2).")
  private @Nullable Path from;

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
      description =
          "Tokens that the model sees at once (default: 256; fewer for little text or time).")
  private @Nullable Integer context;

  @Option(
      names = "--batch",
      description = "Sequences in a step (default: by depth, context and time).")
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
      description =
          "How often the held-out loss is computed (default: 20 times; fewer in short runs).")
  private @Nullable Integer evaluations;

  @Option(
      names = "--objective",
      defaultValue = "continuation",
      description =
          "continuation: every token; ending: masked endings (default: ${DEFAULT-VALUE}).")
  private Objective objective;

  @Mixin private RecipeOptions recipe;

  @Mixin private SavingOptions saving;

  @Mixin private DeviceOption device;

  @Mixin private EngineOption engine;

  @Mixin private ResourceOptions resources;

  @Option(
      names = "--precision",
      defaultValue = "auto",
      description = "bf16, float32 or auto (default: ${DEFAULT-VALUE}).")
  private PrecisionChoice precision;

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--resume", description = "Go on from the run's last checkpoint.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Replace an existing run; other files stay.")
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
    return resume ? session.resume(request(), given(), this::resumed) : session.start(request());
  }

  private TrainingView view() {
    return new TrainingView(
        output.mode(), output.json(), watch ? watchPort : null, tensorBoard, prompt);
  }

  private @Nullable Budget budget() {
    if (minutes != null) {
      return new Budget.Minutes(minutes);
    }
    return steps == null ? null : new Budget.Steps(steps);
  }

  private TrainingConfig resumed(TrainingConfig told) {
    return told.resumedWith(
        budget(),
        recipe.learningRate(),
        targetLoss,
        device.asked(),
        engine.asked(),
        resources.resources());
  }

  /** The names of the options that were given rather than left at their defaults. */
  private Set<String> given() {
    return spec.commandLine().getParseResult().matchedArgs().stream()
        .map(arg -> arg instanceof OptionSpec named ? named.longestName() : arg.paramLabel())
        .collect(Collectors.toSet());
  }

  private void checkUsage() {
    Usage usage = new Usage(spec);
    usage.exclude("--resume", "--overwrite");
    if (!resume && inputs.isEmpty()) {
      throw usage.wrong("expected TEXT to train on, or --resume");
    }
    if (inputs.stream().anyMatch(CorpusFolder::isCorpus)) {
      usage.refuse(CORPUS_OPTIONS, "applies to text, not to a corpus folder; leave it out");
    }
    usage.exclude("--minutes", "--steps");
    usage.exclude("--depth", "--config");
    usage.exclude("--depth", "--from");
    usage.exclude("--config", "--from");
    List<String> ofDepth = List.of("--width", "--heads");
    if (config != null) {
      usage.refuse("--config", ofDepth);
    }
    if (from != null) {
      usage.refuse("--from", ofDepth);
      usage.refuse("--from", List.of("--tokenizer", "--vocab-size"));
    }
    if (vocabularySize != null && !tokenizer.equals("bpe")) {
      throw usage.wrong("--vocab-size requires --tokenizer bpe, found --tokenizer " + tokenizer);
    }
    if (!watch) {
      usage.refuse(List.of("--watch-port"), "has no effect without --watch; add it");
    }
    checkRanges(usage);
  }

  private void checkRanges(Usage usage) {
    usage.within("--watch-port", watchPort, 0, LARGEST_PORT);
    usage.positive("--minutes", minutes);
    usage.positive("--steps", steps);
    usage.positive("--width", width);
    usage.positive("--heads", heads);
    usage.positive("--depth", depth);
    usage.positive("--context", context);
    usage.positive("--batch", batch);
    usage.within("--vocab-size", vocabularySize, BytePairOptions.SMALLEST, BytePairOptions.LARGEST);
    usage.positive("--evaluations", evaluations);
    usage.positive("--target-val-loss", targetLoss);
    recipe.check(usage);
    saving.check(usage);
    resources.check(usage);
    engine.check(usage, device, resources);
  }

  private TrainRequest request() {
    List<Path> text = inputs.isEmpty() ? List.of(new RunPaths(run).corpus()) : inputs;
    CorpusOptions corpus =
        CorpusOptions.of(text).withSplit(ReadingMixin.splitRule(spec, split)).withSeed(seed);
    return new TrainRequest(
        heldOut.applyTo(corpus),
        run,
        overwrite,
        new TrainRequest.Vocabulary(tokenizer, vocabularySize),
        new TrainRequest.Net(depth, width, heads, config, from),
        new TrainRequest.Training(
            context,
            batch,
            budget(),
            objective,
            recipe.recipe(),
            saving.saving(),
            evaluations,
            targetLoss,
            device.name(),
            engine.engine(),
            precision.name().toLowerCase(Locale.ROOT),
            resources.resources(),
            seed));
  }
}
