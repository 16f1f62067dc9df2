package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.ENGINE;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.SEED;
import static dev.continuo.trainer.config.TrainingSettings.STEPS;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;
import static dev.continuo.trainer.run.TextSettings.TOKENIZER;
import static dev.continuo.trainer.run.TextSettings.VAL;
import static dev.continuo.trainer.run.TextSettings.VAL_SHARE;
import static dev.continuo.trainer.run.TextSettings.VOCAB_SIZE;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusBuilder;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of a training.
 *
 * @param text files and folders and how to use them, or one corpus folder; null where a run goes on
 *     with its own
 * @param run the run folder
 * @param settings what was set rather than left to be chosen
 * @param steps adds steps, formats and outputs of the user's own to the corpus's
 */
public record TrainRequest(
    @Nullable CorpusOptions text, Path run, Settings settings, UnaryOperator<CorpusBuilder> steps) {

  /** One with no steps of the user's own. */
  public TrainRequest(@Nullable CorpusOptions text, Path run, Settings settings) {
    this(text, run, settings, UnaryOperator.identity());
  }

  /** The same, with other settings. */
  TrainRequest with(Settings newSettings) {
    return new TrainRequest(text, run, newSettings, steps);
  }

  /** The text, used as the settings say. */
  CorpusOptions corpus() {
    if (text == null) {
      throw new TrainingException("expected text to train on, found none");
    }
    CorpusOptions corpus = text;
    Path file = settings.find(VAL);
    if (file != null) {
      corpus = corpus.withValidationFile(file);
    }
    return corpus
        .withReading(TextSettings.reading(settings, corpus.reading()))
        .withValidationShare(settings.find(VAL_SHARE, corpus.validationShare()))
        .withSeed(settings.find(SEED, corpus.seed()));
  }

  /** The user's own steps, each by its name and version. */
  List<String> addedSteps() {
    return steps.apply(Corpus.build(corpus())).addedSteps();
  }

  /** The user's own formats, each by its name and version. */
  List<String> addedFormats() {
    return steps.apply(Corpus.build(corpus())).addedFormats();
  }

  /**
   * Refuses, before any work, settings that contradict each other or have no effect.
   *
   * @throws UsageException names them
   */
  void check() {
    if (text != null && text.inputs().stream().anyMatch(CorpusFolder::isCorpus)) {
      for (Setting<?> ofText : TextSettings.ALL) {
        if (settings.has(ofText)) {
          throw new UsageException(
              "%s applies to text, not to a corpus folder; leave it out", ofText);
        }
      }
    }
    TextSettings.reading(settings, ReadOptions.DEFAULT);
    if (settings.get(ENGINE) == Engine.DJL && settings.get(DEVICE) == DevicePreference.GPU) {
      throw new UsageException(
          "%s has no effect with %s djl; leave one of them out", DEVICE, ENGINE);
    }
    settings.exclude(MINUTES, STEPS);
    settings.exclude(DEPTH, CONFIG);
    settings.exclude(DEPTH, FROM);
    settings.exclude(CONFIG, FROM);
    settings.exclude(VAL, VAL_SHARE);
    settings.refuse(CONFIG, WIDTH, HEADS);
    settings.refuse(FROM, WIDTH, HEADS, TOKENIZER, VOCAB_SIZE);
    String tokenizer = settings.get(TOKENIZER);
    if (settings.has(VOCAB_SIZE) && !tokenizer.equals(TOKENIZER.value())) {
      throw new UsageException(
          "%s requires %s bpe, found %s %s", VOCAB_SIZE, TOKENIZER, TOKENIZER, tokenizer);
    }
  }
}
