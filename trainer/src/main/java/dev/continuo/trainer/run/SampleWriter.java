package dev.continuo.trainer.run;

import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.TrainingListener;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the net continue one prompt at every evaluation, and keeps what it wrote. The weights are
 * copied to the generation runtime, so nothing of the training is touched; prompt and seed are the
 * same each time.
 */
final class SampleWriter implements TrainingListener, AutoCloseable {

  private static final int PROMPT_TOKENS = 12;
  private static final int MOST_TOKENS = 64;
  private static final double TEMPERATURE = 0.8;

  private final RunPaths run;
  private final ModelConfig config;
  private final Tokenizer tokenizer;
  private final String prompt;
  private final long seed;
  private final @Nullable TraceIndex index;
  private @Nullable SampleFile file;

  /**
   * A writer of a run's samples.
   *
   * @param index of the training text, which it closes; null where there is none
   * @param asked the prompt; null is that of the samples which are there, or else the beginning of
   *     the held-out text
   */
  SampleWriter(
      RunPaths run,
      ModelConfig config,
      Tokenizer tokenizer,
      Shard validation,
      @Nullable TraceIndex index,
      @Nullable String asked,
      long seed) {
    this.run = run;
    this.config = config;
    this.tokenizer = tokenizer;
    this.seed = seed;
    this.index = index;
    List<Sample> samples = SampleFile.read(run.samples());
    if (asked != null) {
      prompt = asked;
    } else {
      prompt = samples.isEmpty() ? beginning(validation) : samples.getLast().prompt();
    }
  }

  @Override
  public void start(long step) {
    file = new SampleFile(run.samples(), step);
  }

  @Override
  public void step(Step step) {}

  @Override
  public void evaluation(Evaluation evaluation) {}

  @Override
  public void weights(long step, WeightSource weights) {
    if (file != null) {
      String continuation = continuation(weights);
      file.add(
          new Sample(
              step,
              prompt,
              continuation,
              index == null ? null : RunTrace.verbatim(index, continuation)));
    }
  }

  @Override
  public void close() {
    if (index != null) {
      index.close();
    }
  }

  private String continuation(WeightSource weights) {
    int[] ids = tokenizer.encodePrompt(prompt);
    int[] seen = tokenizer.bosTokens().last(ids, config.contextLength() / 2);
    Set<Integer> ends = config.endOfText() < 0 ? Set.of() : Set.of(config.endOfText());
    GenerationOptions options =
        GenerationOptions.sampled(Math.min(MOST_TOKENS, config.contextLength() - seen.length), seed)
            .withTemperature(TEMPERATURE);
    ModelSource source = new ModelSource(config, ends, weights);
    RuntimeModel model = RuntimeModel.of(source, RuntimeOptions.defaults());
    try (TextGenerator generator = new TextGenerator(model, ends)) {
      TextStream stream = new TextModel(tokenizer, generator).stream(seen, options);
      StringBuilder written = new StringBuilder();
      for (String piece = stream.next(); piece != null; piece = stream.next()) {
        written.append(piece);
      }
      return written.toString();
    }
  }

  private String beginning(Shard validation) {
    long end =
        validation.documentCount() > 1 ? validation.documentStart(1) - 1 : validation.tokenCount();
    int[] ids = new int[Math.clamp(end, 1, PROMPT_TOKENS)];
    validation.copy(0, ids, 0, ids.length);
    return tokenizer.decode(ids);
  }
}
