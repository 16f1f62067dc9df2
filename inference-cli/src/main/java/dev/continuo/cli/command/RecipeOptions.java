package dev.continuo.cli.command;

import dev.continuo.trainer.run.TrainRequest.Recipe;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the weights move; what is left out follows from the net. */
final class RecipeOptions {

  private enum Optimizer {
    AUTO,
    MUON,
    ADAMW
  }

  @Option(
      names = "--optimizer",
      defaultValue = "auto",
      description =
          "muon for the layers' matrices and AdamW for the rest, adamw for all, or auto (default:"
              + " ${DEFAULT-VALUE}: muon, and adamw with --from).")
  private Optimizer optimizer;

  @Option(names = "--learning-rate", description = "The highest, of the layers' matrices.")
  private @Nullable Double learningRate;

  @Option(names = "--table-rate", description = "The highest, of the token tables (muon).")
  private @Nullable Double tableRate;

  @Option(names = "--vector-rate", description = "The highest, of the norms (muon).")
  private @Nullable Double vectorRate;

  @Option(names = "--momentum", description = "How slowly the mean gradient forgets (muon).")
  private @Nullable Double momentum;

  @Option(
      names = "--block-rows",
      description =
          "So many rows of a matrix are made orthogonal to one another; fewer cost less (muon).")
  private @Nullable Integer blockRows;

  @Option(names = "--weight-decay", description = "Of matrices.")
  private @Nullable Double weightDecay;

  @Option(names = "--clip-norm", description = "The largest norm of the gradient.")
  private @Nullable Double clipNorm;

  @Option(names = "--warmup", description = "The fraction of the run that the rate rises in.")
  private @Nullable Double warmup;

  @Option(names = "--decay", description = "The fraction of the run that the rate falls in.")
  private @Nullable Double decay;

  @Option(
      names = "--loss",
      defaultValue = "cross-entropy",
      paramLabel = "LOSS",
      description =
          "cross-entropy, or squared-error or absolute-error of the probabilities (default:"
              + " ${DEFAULT-VALUE}).")
  private String loss;

  @Option(
      names = "--label-smoothing",
      description = "The share of a target's probability that is spread over all tokens.")
  private @Nullable Double labelSmoothing;

  @Option(
      names = "--dropout",
      description = "The share of each layer's outputs that a training step leaves out.")
  private @Nullable Double dropout;

  @Nullable Double learningRate() {
    return learningRate;
  }

  Recipe recipe() {
    return new Recipe(
        optimizer.name().toLowerCase(Locale.ROOT),
        learningRate,
        tableRate,
        vectorRate,
        momentum,
        blockRows,
        weightDecay,
        clipNorm,
        warmup,
        decay,
        loss,
        labelSmoothing,
        dropout);
  }

  /** Refuses values out of range. */
  void check(Usage usage) {
    usage.positive("--learning-rate", learningRate);
    usage.positive("--table-rate", tableRate);
    usage.positive("--vector-rate", vectorRate);
    usage.shareBelowOne("--momentum", momentum);
    usage.positive("--block-rows", blockRows);
    usage.notNegative("--weight-decay", weightDecay);
    usage.positive("--clip-norm", clipNorm);
    usage.share("--warmup", warmup);
    usage.share("--decay", decay);
    usage.shareBelowOne("--label-smoothing", labelSmoothing);
    usage.shareBelowOne("--dropout", dropout);
  }
}
