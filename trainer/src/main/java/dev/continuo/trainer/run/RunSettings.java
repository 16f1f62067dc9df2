package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.BLOCK_ROWS;
import static dev.continuo.trainer.config.TrainingSettings.CHECKPOINT_MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.CHECKPOINT_STEPS;
import static dev.continuo.trainer.config.TrainingSettings.CLIP_NORM;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DECAY;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DROPOUT;
import static dev.continuo.trainer.config.TrainingSettings.EVALUATIONS;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.HEADS;
import static dev.continuo.trainer.config.TrainingSettings.INDEX;
import static dev.continuo.trainer.config.TrainingSettings.KEEP;
import static dev.continuo.trainer.config.TrainingSettings.LABEL_SMOOTHING;
import static dev.continuo.trainer.config.TrainingSettings.LOSS;
import static dev.continuo.trainer.config.TrainingSettings.MOMENTUM;
import static dev.continuo.trainer.config.TrainingSettings.OBJECTIVE;
import static dev.continuo.trainer.config.TrainingSettings.OPTIMIZER;
import static dev.continuo.trainer.config.TrainingSettings.PRECISION;
import static dev.continuo.trainer.config.TrainingSettings.SEED;
import static dev.continuo.trainer.config.TrainingSettings.TABLE_RATE;
import static dev.continuo.trainer.config.TrainingSettings.VECTOR_RATE;
import static dev.continuo.trainer.config.TrainingSettings.WARMUP;
import static dev.continuo.trainer.config.TrainingSettings.WEIGHT_DECAY;
import static dev.continuo.trainer.config.TrainingSettings.WIDTH;

import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.OptimizerChoice;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The settings that a run has, given or chosen, out of its files. */
final class RunSettings {

  private RunSettings() {}

  /** Those of a run; of its text only what is recorded. */
  static Settings of(RunFile file, ModelConfig model, @Nullable TrainingInputs inputs) {
    TrainingConfig config = file.training();
    Settings settings =
        Settings.NONE
            .with(DEPTH, model.layerCount())
            .with(WIDTH, model.channels())
            .with(HEADS, model.headCount())
            .with(CONTEXT, config.batch().context())
            .with(BATCH, config.batch().size())
            .with(OBJECTIVE, config.batch().objective())
            .with(SEED, config.seed())
            .with(PRECISION, PrecisionChoice.of(config.precision()))
            .with(LOSS, config.loss().kind())
            .with(LABEL_SMOOTHING, config.loss().smoothing())
            .with(DROPOUT, config.dropout())
            .with(WARMUP, config.schedule().warmup())
            .with(DECAY, config.schedule().decay())
            .with(CLIP_NORM, config.optimizer().clipNorm())
            .with(EVALUATIONS, config.evaluation().count())
            .with(CHECKPOINT_MINUTES, config.saving().seconds() / 60)
            .with(KEEP, config.saving().kept())
            .with(INDEX, file.index() != null);
    settings = withKnown(settings, CHECKPOINT_STEPS, config.saving().steps());
    String from = file.from();
    settings = withKnown(settings, FROM, from == null ? null : Path.of(from));
    if (inputs != null) {
      settings =
          settings
              .with(TextSettings.VAL_SHARE, inputs.validationShare())
              .with(ReadSettings.SPLIT, inputs.split());
      settings = withKnown(settings, TextSettings.VOCAB_SIZE, inputs.vocabularySize());
      settings = withReading(settings, inputs.reading());
    }
    return switch (config.optimizer()) {
      case Optimization.AdamW adamW ->
          settings.with(OPTIMIZER, OptimizerChoice.ADAMW).with(WEIGHT_DECAY, adamW.weightDecay());
      case Optimization.Muon muon ->
          settings
              .with(OPTIMIZER, OptimizerChoice.MUON)
              .with(WEIGHT_DECAY, muon.weightDecay())
              .with(MOMENTUM, muon.momentum())
              .with(BLOCK_ROWS, muon.rows())
              .with(TABLE_RATE, muon.tableRate())
              .with(VECTOR_RATE, muon.rest().learningRate());
    };
  }

  private static Settings withReading(Settings settings, TrainingInputs.@Nullable Reading reading) {
    return reading == null
        ? settings
        : withKnown(settings, ReadSettings.ENCODING, reading.encoding())
            .with(ReadSettings.INVALID_BYTES, reading.invalidBytes())
            .with(ReadSettings.TEXT_FIELD, reading.textField())
            .with(ReadSettings.MARKDOWN, reading.markdown())
            .with(ReadSettings.MAX_DOCUMENT_BYTES, reading.maxDocumentBytes());
  }

  private static <T> Settings withKnown(Settings settings, Setting<T> setting, @Nullable T value) {
    return value == null ? settings : settings.with(setting, value);
  }
}
