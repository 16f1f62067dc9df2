package dev.continuo.trainer.run;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.step.HeldOutText;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.text.ModelTokenizers;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.eval.Evaluator;
import dev.continuo.trainer.eval.ModelEvaluator;
import dev.continuo.trainer.eval.ModelEvaluator.Scorer;
import dev.continuo.trainer.eval.ModelScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Scores a saved model on text files. Every document counts: none is dropped as a duplicate.
 *
 * <pre>{@code
 * TextEvaluation.of(Path.of("runs/novel"), List.of(Path.of("held-out.txt"))).score();
 * }</pre>
 */
public final class TextEvaluation {

  private final Path model;
  private final List<Path> text;
  private ReadOptions reading = ReadOptions.DEFAULT;
  private Scorer scorer = new Scorer.Net(DevicePreference.CPU, PrecisionChoice.FLOAT32);
  private @Nullable Integer context;

  private TextEvaluation(Path model, List<Path> text) {
    this.model = model;
    this.text = List.copyOf(text);
  }

  /**
   * An evaluation.
   *
   * @param model a run, a HuggingFace folder or a GGUF file
   * @param text files and folders
   */
  public static TextEvaluation of(Path model, List<Path> text) {
    return new TextEvaluation(model, text);
  }

  /** Says how files become documents. */
  public TextEvaluation reading(ReadOptions options) {
    reading = options;
    return this;
  }

  /** Says what computes; by default the net as it is trained, on the CPU in float32. */
  public TextEvaluation by(Scorer newScorer) {
    scorer = newScorer;
    return this;
  }

  /** Sets the tokens in a window; by default the model's context, at most 1024. */
  public TextEvaluation context(int tokens) {
    context = tokens;
    return this;
  }

  /** Scores the model on the whole text. */
  public ModelScore score() {
    return score(note -> {}, (done, all) -> {});
  }

  /**
   * Scores the model on the whole text.
   *
   * @param notes hears of characters that the vocabulary lacks
   * @throws CorpusException if a file is missing, unreadable or not text
   */
  public ModelScore score(Consumer<String> notes, Evaluator.Progress progress) {
    try {
      Scratch scratch = Scratch.temporary();
      try (ModelEvaluator evaluator = ModelEvaluator.open(model, context);
          Tokenizer tokenizer = ModelTokenizers.open(model)) {
        Path file = scratch.path().resolve("text.shard");
        HeldOutText.write(text, reading, tokenizer, file).unknownNote().ifPresent(notes);
        try (Shard shard = Shard.open(file)) {
          return evaluator.score(
              shard, tokenizer.tokenByteLengths(), tokenizer.bosTokens().ids(), scorer, progress);
        }
      } finally {
        scratch.delete();
      }
    } catch (IOException e) {
      throw new TrainingException("the temporary folder cannot be used: " + e, e);
    }
  }
}
