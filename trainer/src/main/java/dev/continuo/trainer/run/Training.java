package dev.continuo.trainer.run;

import dev.continuo.corpus.step.CorpusBuilder;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.progress.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From text to a trained run. What is set here is used; the rest is chosen from the text and the
 * machine. The run folder opens in {@code dev.continuo.model.text.TextModel}, and elsewhere as a
 * HuggingFace folder.
 *
 * <pre>{@code
 * Training.on(Path.of("novel.txt"))
 *     .minutes(10)
 *     .set(TrainingSettings.DEPTH, 6)
 *     .into(Path.of("runs/novel"))
 *     .start();
 * }</pre>
 *
 * <p>Every setting of {@link TrainingSettings} and {@link TextSettings} is an option of {@code
 * continuo train} by the same name, with the same default.
 *
 * <p>The same training with {@link #resume} in place of {@link #start} goes on where it was stopped
 * or killed. With a budget of steps the final weights are the same bytes, interrupted or not.
 */
public final class Training {

  private final CorpusOptions text;
  private final List<String> documents;
  private Settings settings = Settings.NONE;
  private UnaryOperator<CorpusBuilder> corpus = UnaryOperator.identity();
  private @Nullable Path run;
  private BooleanSupplier stop = () -> false;

  private Training(CorpusOptions text, List<String> documents) {
    this.text = text;
    this.documents = List.copyOf(documents);
  }

  /** A training on text files and folders, or on one corpus folder. */
  public static Training on(Path... text) {
    return new Training(defaults(List.of(text)), List.of());
  }

  /** A training on documents in memory. */
  public static Training onDocuments(List<String> documents) {
    if (documents.isEmpty()) {
      throw new TrainingException("expected documents to train on, found none");
    }
    return new Training(defaults(List.of(Path.of("."))), documents);
  }

  /** A training on text that becomes documents as the options say, split by their own seed. */
  public static Training on(CorpusOptions text) {
    return new Training(text, List.of());
  }

  private static CorpusOptions defaults(List<Path> text) {
    return TextSettings.text(text).withSeed(Settings.NONE.get(TrainingSettings.SEED));
  }

  /** The run folder, which is made. */
  public Training into(Path folder) {
    run = folder;
    return this;
  }

  /**
   * Sets something, such as {@link TrainingSettings#DEPTH}.
   *
   * @throws UsageException where it does not take the value
   */
  public <T> Training set(Setting<T> setting, T value) {
    settings = settings.with(setting, value);
    return this;
  }

  /** Trains for so many minutes, in place of a number of steps; fractions are allowed. */
  public Training minutes(double minutes) {
    return set(TrainingSettings.MINUTES, minutes);
  }

  /**
   * Trains so many steps, in place of minutes. With neither: four epochs, or fewer of much text.
   */
  public Training steps(long steps) {
    return set(TrainingSettings.STEPS, steps);
  }

  /** Replaces an older run in the folder. */
  public Training overwrite() {
    return set(TrainingSettings.OVERWRITE, true);
  }

  /**
   * Adds steps, formats and outputs of your own to those that the text passes through, such as
   * {@code corpus -> corpus.step(MostlyDigits::new)}.
   */
  public Training corpus(UnaryOperator<CorpusBuilder> addition) {
    corpus = addition;
    return this;
  }

  /** Saves the run and stops after the step in which this becomes true. */
  public Training stopWhen(BooleanSupplier asked) {
    stop = asked;
    return this;
  }

  /**
   * Trains, and returns what came of it.
   *
   * @throws TrainingException if the folder is taken, the text too little or a setting impossible
   */
  public TrainedRun start() {
    return start(RunListener.NONE, TrainingListener.NONE);
  }

  /**
   * Trains, and returns what came of it.
   *
   * @param listener hears how the run is prepared
   * @param steps hears of steps and evaluations
   * @throws TrainingException if the folder is taken, the text too little or a setting impossible
   */
  public TrainedRun start(RunListener listener, TrainingListener steps) {
    try (DocumentFile file = DocumentFile.of(documents);
        PreparedRun prepared = PreparedRun.of(request(file), listener)) {
      return trained(prepared, steps);
    }
  }

  /** Goes on with the run from its last checkpoint. */
  public TrainedRun resume() {
    return resume(RunListener.NONE, TrainingListener.NONE);
  }

  /**
   * Goes on with the run from its last checkpoint. The text and all that is set must be as it was
   * when the run began, but for {@link TrainingSettings#OF_RESUMED_RUNS}.
   *
   * @throws TrainingException where there is no run, another text or setting is asked for, or its
   *     budget is used
   */
  public TrainedRun resume(RunListener listener, TrainingListener steps) {
    try (DocumentFile file = DocumentFile.of(documents);
        PreparedRun prepared = PreparedRun.resumed(request(file), listener)) {
      return trained(prepared, steps);
    }
  }

  private TrainedRun trained(PreparedRun prepared, TrainingListener steps) {
    RunFile.Outcome outcome = prepared.train(steps, null, stop).map(RunFile::outcome).orElse(null);
    return new TrainedRun(prepared.paths().root(), outcome);
  }

  private TrainRequest request(DocumentFile file) {
    if (run == null) {
      throw new TrainingException("expected a folder for the run; say into(folder)");
    }
    return new TrainRequest(text.withInputs(file.inputs(text.inputs())), run, settings, corpus);
  }
}
