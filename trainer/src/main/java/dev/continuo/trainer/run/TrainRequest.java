package dev.continuo.trainer.run;

import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.TrainingConfig.Engine;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
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

  /** The same with another net, trained in another way. */
  TrainRequest with(Net newNet, Training newTraining) {
    return new TrainRequest(corpus, run, overwrite, vocabulary, newNet, newTraining);
  }

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
   * @param depth the one dial; null is chosen
   * @param channels the width, in place of the dial's
   * @param heads the attention heads, in place of the dial's
   * @param config a config.json in place of the dial
   * @param from a model folder whose configuration, tokenizer and weights the run begins with
   */
  public record Net(
      @Nullable Integer depth,
      @Nullable Integer channels,
      @Nullable Integer heads,
      @Nullable Path config,
      @Nullable Path from) {

    /** A net that Continuo chooses. */
    public static final Net CHOSEN = new Net(null, null, null, null, null);

    /** Whether the dial alone says how large it is. */
    boolean isOfDepth() {
      return channels == null && heads == null && config == null && from == null;
    }

    /** The same, of a depth where none is asked for. */
    Net orDepth(int otherwise) {
      return depth == null ? new Net(otherwise, channels, heads, config, from) : this;
    }

    /** A net of the dial alone. */
    public static Net ofDepth(int depth) {
      return new Net(depth, null, null, null, null);
    }
  }

  /**
   * How it is trained.
   *
   * @param context tokens in a sequence
   * @param batch sequences in a step
   * @param budget when the run is over
   * @param objective what the loss counts
   * @param recipe how the weights move
   * @param saving when the run is saved
   * @param evaluations how often the validation loss is found
   * @param targetLoss the validation loss that ends the run
   * @param device cpu, gpu or auto
   * @param engine what trains on the CPU
   * @param precision bf16, float32 or auto
   * @param resources what it takes of the machine
   * @param seed of the weights and of the order of batches
   */
  public record Training(
      @Nullable Integer context,
      @Nullable Integer batch,
      @Nullable Budget budget,
      Objective objective,
      Recipe recipe,
      Saving saving,
      @Nullable Integer evaluations,
      @Nullable Double targetLoss,
      String device,
      Engine engine,
      String precision,
      Resources resources,
      long seed) {

    /** The same with other batches. */
    Training with(@Nullable Integer newContext, @Nullable Integer newBatch) {
      return new Training(
          newContext,
          newBatch,
          budget,
          objective,
          recipe,
          saving,
          evaluations,
          targetLoss,
          device,
          engine,
          precision,
          resources,
          seed);
    }
  }

  /**
   * How the weights move.
   *
   * @param optimizer muon, adamw or auto
   * @param learningRate the highest of the layers' matrices
   * @param tableRate the highest of the embedding and output tables
   * @param vectorRate the highest of the norms
   * @param momentum how slowly Muon's mean gradient forgets
   * @param blockRows so many rows of a matrix are made orthogonal to one another by Muon
   * @param weightDecay of the matrices
   * @param clipNorm the largest norm of the gradient
   * @param warmup the fraction of the run that the rate rises in
   * @param decay the fraction of the run that the rate falls in
   * @param loss cross-entropy, squared-error or absolute-error
   * @param labelSmoothing the share of the target's probability that is spread over the vocabulary
   * @param dropout the share of what is added to the residual stream that is left out
   */
  public record Recipe(
      String optimizer,
      @Nullable Double learningRate,
      @Nullable Double tableRate,
      @Nullable Double vectorRate,
      @Nullable Double momentum,
      @Nullable Integer blockRows,
      @Nullable Double weightDecay,
      @Nullable Double clipNorm,
      @Nullable Double warmup,
      @Nullable Double decay,
      String loss,
      @Nullable Double labelSmoothing,
      @Nullable Double dropout) {

    /** The names of the options that are set. */
    Set<String> given() {
      Set<String> names = new HashSet<>(Set.of("--loss"));
      if (!optimizer.equals("auto")) {
        names.add("--optimizer");
      }
      addIfSet("--table-rate", tableRate, names);
      addIfSet("--vector-rate", vectorRate, names);
      addIfSet("--momentum", momentum, names);
      addIfSet("--block-rows", blockRows, names);
      addIfSet("--weight-decay", weightDecay, names);
      addIfSet("--clip-norm", clipNorm, names);
      addIfSet("--warmup", warmup, names);
      addIfSet("--decay", decay, names);
      addIfSet("--label-smoothing", labelSmoothing, names);
      addIfSet("--dropout", dropout, names);
      return names;
    }

    /** An optimizer at a learning rate, and Continuo's own choice of the rest. */
    public static Recipe of(String optimizer, @Nullable Double learningRate) {
      return new Recipe(
          optimizer,
          learningRate,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          "cross-entropy",
          null,
          null);
    }
  }

  /**
   * When the run is saved.
   *
   * @param minutes the longest time between two checkpoints
   * @param steps also after every so many steps
   * @param kept how many of the newest checkpoints stay
   */
  public record Saving(@Nullable Double minutes, @Nullable Long steps, @Nullable Integer kept) {

    /** The names of the options that are set. */
    Set<String> given() {
      Set<String> names = new HashSet<>();
      addIfSet("--checkpoint-minutes", minutes, names);
      addIfSet("--checkpoint-steps", steps, names);
      addIfSet("--keep", kept, names);
      return names;
    }

    /** Continuo's own choice. */
    public static final Saving AUTO = new Saving(null, null, null);
  }

  private static void addIfSet(String name, @Nullable Object value, Set<String> names) {
    if (value != null) {
      names.add(name);
    }
  }
}
