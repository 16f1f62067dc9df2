package dev.continuo.cli.train;

import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person asked of a training; null where they left the choice to Continuo.
 *
 * @param inputs text files and folders, or one corpus folder
 * @param run the run folder to make
 * @param overwrite whether an older run may be replaced
 * @param validation a file of held-out text
 * @param validationShare the share of documents held out where there is no such file
 * @param tokenizer {@code char}, {@code bpe}, {@code byte} or a tokenizer.json
 * @param vocabularySize of a tokenizer that is trained
 * @param depth the one dial of the net's size
 * @param modelConfig a config.json in place of the dial
 * @param context tokens in a sequence
 * @param batch sequences in a step
 * @param budget when the run is over
 * @param objective what the loss counts
 * @param learningRate the highest
 * @param targetLoss the validation loss that ends the run
 * @param device cpu, gpu or auto
 * @param precision bf16, float32 or auto
 * @param seed of everything random
 */
public record TrainRequest(
    List<Path> inputs,
    Path run,
    boolean overwrite,
    @Nullable Path validation,
    @Nullable Double validationShare,
    String tokenizer,
    @Nullable Integer vocabularySize,
    int depth,
    @Nullable Path modelConfig,
    int context,
    int batch,
    @Nullable Budget budget,
    Objective objective,
    @Nullable Double learningRate,
    @Nullable Double targetLoss,
    String device,
    String precision,
    long seed) {

  public TrainRequest {
    inputs = List.copyOf(inputs);
  }
}
