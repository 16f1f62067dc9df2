package dev.continuo.trainer.run;

import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.TrainingListener;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * From text to a trained run. Options that are set here are used; the others are chosen from the
 * text and the machine. The run folder opens in {@code dev.continuo.model.text.TextModel}, and
 * elsewhere as a HuggingFace folder.
 *
 * <pre>{@code
 * Training.on(Path.of("novel.txt")).minutes(10).into(Path.of("runs/novel")).start();
 * }</pre>
 *
 * <p>The same training with {@link #resume} in place of {@link #start} goes on where it was stopped
 * or killed. With a budget of steps the final weights are the same bytes, interrupted or not.
 */
public final class Training {

  private static final long SEED = 1;

  private final List<String> documents;
  private final Set<String> given = new HashSet<>(Set.of(Resumption.TEXT));
  private CorpusOptions corpus;
  private @Nullable Path run;
  private boolean overwrite;
  private String tokenizer = "bpe";
  private @Nullable Integer vocabularySize;
  private @Nullable Integer depth;
  private @Nullable Path from;
  private @Nullable Integer context;
  private @Nullable Integer batch;
  private @Nullable Budget budget;
  private Objective objective = Objective.CONTINUATION;
  private TrainRequest.Recipe recipe = TrainRequest.Recipe.of("auto", null);
  private TrainRequest.Saving saving = TrainRequest.Saving.AUTO;
  private @Nullable Integer evaluations;
  private @Nullable Double targetLoss;
  private @Nullable String device;
  private @Nullable Engine engine;
  private String precision = "auto";
  private Resources resources = Resources.AUTO;
  private long seed = SEED;
  private BooleanSupplier stop = () -> false;

  private Training(CorpusOptions corpus, List<String> documents) {
    this.corpus = corpus;
    this.documents = List.copyOf(documents);
  }

  /** A training on text files and folders, or on one corpus folder. */
  public static Training on(Path... text) {
    return on(CorpusOptions.of(List.of(text)).withSeed(SEED));
  }

  /** A training on documents in memory. */
  public static Training onDocuments(List<String> documents) {
    if (documents.isEmpty()) {
      throw new TrainingException("expected documents to train on, found none");
    }
    return new Training(CorpusOptions.of(List.of(Path.of("."))).withSeed(SEED), documents);
  }

  /** A training on text that becomes documents as the options say, split by their own seed. */
  public static Training on(CorpusOptions text) {
    return new Training(text, List.of());
  }

  /** The run folder, which is made. */
  public Training into(Path folder) {
    run = folder;
    return this;
  }

  /** Replaces an older run in the folder. */
  public Training overwrite() {
    overwrite = true;
    return this;
  }

  /**
   * Trains for so many minutes, in place of a number of steps; fractions are allowed. A net whose
   * depth is not set is as deep as this machine can train in that time.
   */
  public Training minutes(double minutes) {
    budget = new Budget.Minutes(minutes);
    return this;
  }

  /**
   * Trains so many steps, in place of minutes. With neither: four epochs, or fewer of much text.
   */
  public Training steps(long steps) {
    budget = new Budget.Steps(steps);
    return this;
  }

  /** The vocabulary: {@code bpe}, {@code char}, {@code byte} or a {@code tokenizer.json}. */
  public Training tokenizer(String choice) {
    tokenizer = choice;
    return given("--tokenizer");
  }

  /** The tokens of a vocabulary of byte pairs. */
  public Training vocabularySize(int size) {
    vocabularySize = size;
    return given("--vocab-size");
  }

  /** So many layers, of 64 channels for each. */
  public Training depth(int layers) {
    depth = layers;
    return given("--depth");
  }

  /**
   * The configuration, tokenizer and weights of a model folder to begin with, whatever its depth.
   */
  public Training from(Path model) {
    from = model;
    return given("--from");
  }

  /** Tokens in a sequence. */
  public Training context(int tokens) {
    context = tokens;
    return given("--context");
  }

  /** Sequences in a step. */
  public Training batch(int sequences) {
    batch = sequences;
    return given("--batch");
  }

  /** Which tokens the loss is computed over. */
  public Training objective(Objective tokens) {
    objective = tokens;
    return given("--objective");
  }

  /** Optimizer, learning rates, loss and regularization. */
  public Training recipe(TrainRequest.Recipe newRecipe) {
    recipe = newRecipe;
    given.addAll(newRecipe.given());
    return this;
  }

  /** When the run is saved. */
  public Training saving(TrainRequest.Saving newSaving) {
    saving = newSaving;
    given.addAll(newSaving.given());
    return this;
  }

  /** How often in the run the held-out loss is computed. */
  public Training evaluations(int count) {
    evaluations = count;
    return given("--evaluations");
  }

  /** Ends once the held-out loss, in nats per token, is this low. */
  public Training targetLoss(double loss) {
    targetLoss = loss;
    return this;
  }

  /** {@code cpu}, {@code gpu} or {@code auto}. */
  public Training device(String name) {
    device = name;
    return this;
  }

  /** What trains on the CPU, in place of Continuo's own backend. */
  public Training engine(Engine newEngine) {
    engine = newEngine;
    return this;
  }

  /** {@code bf16}, {@code float32} or {@code auto}. */
  public Training precision(String name) {
    precision = name;
    return given("--precision");
  }

  /** How many threads compute on the CPU, in place of one for each processor. */
  public Training threads(int count) {
    resources = new Resources(count, resources.microBatch(), resources.recompute());
    return this;
  }

  /**
   * How many sequences of a step go through the net at once, in place of as many as fit; its
   * gradient is that of all of them.
   */
  public Training microBatch(int sequences) {
    resources = new Resources(resources.threads(), sequences, resources.recompute());
    return this;
  }

  /**
   * Whether the activations of each layer are computed again in the backward pass, in place of
   * where they do not fit: the same gradients, for about a third more work, in less memory.
   */
  public Training recompute(boolean again) {
    resources = new Resources(resources.threads(), resources.microBatch(), again);
    return this;
  }

  /** The seed of the initial weights, of the held-out text and of the order of batches. */
  public Training seed(long newSeed) {
    seed = newSeed;
    corpus = corpus.withSeed(newSeed);
    return given("--seed");
  }

  /** Saves the run and stops after the step in which this becomes true. */
  public Training stopWhen(BooleanSupplier asked) {
    stop = asked;
    return this;
  }

  /**
   * Trains, and returns what came of it.
   *
   * @throws TrainingException if the folder is taken, the text too little or an option out of range
   */
  public TrainedRun start() {
    return start(RunListener.NONE, TrainingListener.NONE);
  }

  /**
   * Trains, and returns what came of it.
   *
   * @param listener hears how the run is prepared
   * @param steps hears of steps and evaluations
   * @throws TrainingException if the folder is taken, the text too little or an option out of range
   */
  public TrainedRun start(RunListener listener, TrainingListener steps) {
    try (DocumentFile text = DocumentFile.of(documents);
        PreparedRun prepared = PreparedRun.of(request(text), listener)) {
      return trained(prepared, steps);
    }
  }

  /** Goes on with the run from its last checkpoint. */
  public TrainedRun resume() {
    return resume(RunListener.NONE, TrainingListener.NONE);
  }

  /**
   * Goes on with the run from its last checkpoint. The text and the options that are set must be
   * those that it began with, but for the budget, the learning rate, the target loss, the device,
   * the engine and what is taken of the machine.
   *
   * @throws TrainingException where there is no run, another text or option is asked for, or its
   *     budget is used
   */
  public TrainedRun resume(RunListener listener, TrainingListener steps) {
    try (DocumentFile text = DocumentFile.of(documents);
        PreparedRun prepared =
            PreparedRun.resumed(
                request(text),
                given,
                told ->
                    told.resumedWith(
                        budget, recipe.learningRate(), targetLoss, device, engine, resources),
                listener)) {
      return trained(prepared, steps);
    }
  }

  private TrainedRun trained(PreparedRun prepared, TrainingListener steps) {
    RunFile.Outcome outcome = prepared.train(steps, null, stop).map(RunFile::outcome).orElse(null);
    return new TrainedRun(prepared.paths().root(), outcome);
  }

  private TrainRequest request(DocumentFile text) {
    if (run == null) {
      throw new TrainingException("expected a folder for the run; say into(folder)");
    }
    if (from != null && depth != null) {
      throw new TrainingException(
          "expected depth or from, found both; a model folder has a depth of its own");
    }
    return new TrainRequest(
        corpus.withInputs(text.inputs(corpus.inputs())),
        run,
        overwrite,
        new TrainRequest.Vocabulary(tokenizer, vocabularySize),
        new TrainRequest.Net(depth, null, null, null, from),
        new TrainRequest.Training(
            context,
            batch,
            budget,
            objective,
            recipe,
            saving,
            evaluations,
            targetLoss,
            device == null ? "auto" : device,
            engine == null ? Engine.CONTINUO : engine,
            precision,
            resources,
            seed));
  }

  private Training given(String option) {
    given.add(option);
    return this;
  }
}
