package dev.continuo.trainer.eval;

import dev.continuo.model.backend.ComputedParts;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.WeightFormat;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.checkpoint.NetWeights;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.engine.ScoringEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Scores a saved model: a run, a HuggingFace folder or a GGUF file. */
public final class ModelEvaluator implements AutoCloseable {

  private static final int MOST_COLUMNS = 1024;
  private static final int MOST_ROWS = 8;
  private static final long MOST_LOGITS = 1L << 26;
  private static final long SPANS = 2000;

  private final Path model;
  private final ModelSource source;
  private final @Nullable Integer context;

  private ModelEvaluator(Path model, ModelSource source, @Nullable Integer context) {
    this.model = model;
    this.source = source;
    this.context = context;
  }

  /** What computes the losses. */
  public sealed interface Scorer {

    /** The net as it is trained. */
    record Net(DevicePreference device, PrecisionChoice precision) implements Scorer {}

    /** The generation runtime, in the precision in which it generates. */
    record Generator(RuntimeOptions options) implements Scorer {}
  }

  /**
   * Opens a model.
   *
   * @param context tokens in a window; null is the model's context, up to 1024
   * @throws ModelException where the model is unsound
   * @throws UsageException where the model's context is shorter
   */
  public static ModelEvaluator open(Path model, @Nullable Integer context) {
    ModelSource source = ModelSource.open(model);
    int most = source.config().contextLength();
    if (context != null && (context < 1 || context > most)) {
      source.close();
      throw new UsageException(
          "%s: expected 1 to %d, found %d", TrainingSettings.CONTEXT, most, context);
    }
    return new ModelEvaluator(model, source, context);
  }

  /**
   * Scores the model on the whole of a text.
   *
   * @param tokenByteLengths the UTF-8 bytes that each id stands for
   * @param beginning the tokens in front of every text; none in most vocabularies
   */
  public ModelScore score(
      Shard text,
      int[] tokenByteLengths,
      int[] beginning,
      Scorer scorer,
      Evaluator.Progress progress) {
    int columns = columns(beginning.length, text);
    return switch (scorer) {
      case Scorer.Net(DevicePreference device, PrecisionChoice precision)
          when ComputedParts.missing(
                  source.config(), columns, Devices.of(device) == ComputeDevice.CPU)
              .isPresent() -> {
        if (device == DevicePreference.GPU) {
          ComputedParts.requireGeneration(source.config());
        }
        RuntimeOptions options = RuntimeOptions.defaults().withWeights(WeightFormat.FLOAT32);
        yield score(text, tokenByteLengths, beginning, new Scorer.Generator(options), progress);
      }
      case Scorer.Net(DevicePreference device, PrecisionChoice precision) -> {
        ModelConfig config = source.config();
        ComputeDevice target = Devices.of(device);
        int rows = rows(config, columns);
        try (ScoringEngine engine =
            TrainingEngines.forScoring(config, target, precision.on(target), rows, columns)) {
          new NetWeights(config, engine.weights()).read(source.weights());
          yield score(
              new Evaluator(engine, tokenByteLengths, beginning, rows, columns), text, progress);
        }
      }
      case Scorer.Generator(RuntimeOptions options) -> {
        try (TextGenerator generator = TextGenerator.open(model, options)) {
          yield score(
              new Evaluator(generator, tokenByteLengths, beginning, columns), text, progress);
        }
      }
    };
  }

  private static ModelScore score(Evaluator evaluator, Shard text, Evaluator.Progress progress) {
    Score score = evaluator.score(text, Long.MAX_VALUE, progress);
    return new ModelScore(score, evaluator.endingAccuracy(text, SPANS));
  }

  private int columns(int beginning, Shard text) {
    int most = context == null ? Math.min(source.config().contextLength(), MOST_COLUMNS) : context;
    return Math.clamp(text.tokenCount() - 1 + beginning, 1, most);
  }

  /** As many rows at a time as keep the table of logits within bounds. */
  private static int rows(ModelConfig config, int columns) {
    return Math.clamp(MOST_LOGITS / ((long) columns * config.vocabularySize()), 1, MOST_ROWS);
  }

  @Override
  public void close() {
    source.close();
  }
}
