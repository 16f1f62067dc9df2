package dev.continuo.cli.train;

import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of a training; null where they left the choice to Continuo.
 *
 * @param corpus text files and folders and how to use them, or one corpus folder
 * @param run the run folder to make
 * @param overwrite whether an older run may be replaced
 * @param vocabulary where the tokenizer comes from
 * @param net how large the net is
 * @param training how it is trained
 */
public record TrainRequest(
    CorpusOptions corpus,
    Path run,
    boolean overwrite,
    Vocabulary vocabulary,
    Net net,
    Training training) {

  /**
   * Where the tokenizer comes from.
   *
   * @param tokenizer {@code char}, {@code bpe}, {@code byte} or a tokenizer.json
   * @param size of a vocabulary of byte pairs
   */
  public record Vocabulary(String tokenizer, @Nullable Integer size) {}

  /**
   * How large the net is.
   *
   * @param depth the one dial
   * @param config a config.json in place of the dial
   */
  public record Net(int depth, @Nullable Path config) {}

  /**
   * How it is trained.
   *
   * @param context tokens in a sequence
   * @param batch sequences in a step
   * @param budget when the run is over
   * @param objective what the loss counts
   * @param learningRate the highest
   * @param targetLoss the validation loss that ends the run
   * @param device cpu, gpu or auto
   * @param precision bf16, float32 or auto
   * @param seed of the weights and of the order of batches
   */
  public record Training(
      int context,
      int batch,
      @Nullable Budget budget,
      Objective objective,
      @Nullable Double learningRate,
      @Nullable Double targetLoss,
      String device,
      String precision,
      long seed) {}
}
