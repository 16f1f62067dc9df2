package dev.continuo.trainer.study;

import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.fit.Spread;
import dev.continuo.trainer.run.RunConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The same run over several seeds: how much of a loss is chance, whether the difference to another
 * recipe is more than that, and how far nets that differ by the seed alone predict the same.
 */
final class SeedStudy {

  static final String KIND = "seeds";

  private final StudyFolder study;
  private final Settings recipe;
  private final @Nullable Settings other;
  private final int seeds;

  private SeedStudy(StudyFolder study, Settings settings) {
    this.study = study;
    int depth = settings.get(StudySettings.DEPTH);
    recipe = Recipe.of(settings).with(TrainingSettings.DEPTH, depth);
    String against = settings.find(StudySettings.AGAINST);
    other = against == null ? null : Recipe.changed(recipe, against);
    seeds = settings.get(StudySettings.SEEDS);
  }

  /**
   * What follows.
   *
   * @param losses of the runs, nats per held-out token
   * @param others those of the other recipe; null without one
   * @param comparison of both, seed by seed; null without another
   * @param agreement of the nets of the first recipe
   */
  record Result(
      Spread losses,
      @Nullable Spread others,
      Spread.@Nullable Comparison comparison,
      Agreement.Measured agreement) {}

  static void run(StudyFolder study, Settings settings) {
    new SeedStudy(study, settings).run(settings);
  }

  private void run(Settings settings) {
    long steps = study.found("steps").map(node -> node.asLong()).orElseGet(() -> steps(settings));
    study.find("steps", steps);
    List<StudyRun> runs = new ArrayList<>();
    List<StudyRun> others = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = settings.get(TrainingSettings.SEED) + i;
      runs.add(train("seed-" + seed, recipe, seed, steps));
      if (other != null) {
        others.add(train("other-seed-" + seed, other, seed, steps));
      }
    }
    double[] losses = losses(runs);
    Agreement.Measured agreement;
    try (Shard heldOut = Shard.open(study.corpus().validationShard())) {
      List<Path> folders = runs.stream().map(run -> study.run(run.name())).toList();
      agreement = Agreement.measure(folders, heldOut);
    }
    Result result =
        other == null
            ? new Result(Spread.of(losses), null, null, agreement)
            : new Result(
                Spread.of(losses),
                Spread.of(losses(others)),
                Spread.compare(losses, losses(others)),
                agreement);
    study.find("result", result);
    describe(result).forEach(study.listener()::note);
  }

  private StudyRun train(String name, Settings settings, long seed, long steps) {
    return study.train(
        name, settings.with(TrainingSettings.SEED, seed).with(TrainingSettings.STEPS, steps));
  }

  private long steps(Settings settings) {
    Long asked = settings.find(TrainingSettings.STEPS);
    if (asked != null) {
      return asked;
    }
    RunConfig config = RunConfig.of(recipe, study.vocabularySize());
    double flops = StudyBudget.flops(config, settings.get(StudySettings.MINUTES));
    int runs = other == null ? seeds : 2 * seeds;
    double tokens = flops / StudyBudget.flopsPerToken(config) / runs;
    return Math.max(1, Math.round(tokens / config.training().batch().tokens()));
  }

  private static double[] losses(List<StudyRun> runs) {
    return runs.stream().mapToDouble(run -> run.outcome().valLoss()).toArray();
  }

  private static List<String> describe(Result result) {
    List<String> lines = new ArrayList<>();
    Spread losses = result.losses();
    lines.add(
        String.format(
            Locale.ROOT,
            "loss       %.4f ± %.4f (standard deviation of one run) over %d seeds; 95 %% confidence"
                + " interval of the mean %.4f to %.4f",
            losses.mean(),
            losses.deviation(),
            losses.count(),
            losses.low(),
            losses.high()));
    Spread.Comparison comparison = result.comparison();
    if (comparison != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "difference %+.4f (%+.4f to %+.4f), p = %.2g: %s",
              comparison.difference().mean(),
              comparison.difference().low(),
              comparison.difference().high(),
              comparison.p(),
              comparison.isReal()
                  ? "significant"
                  : String.format(
                      Locale.ROOT,
                      "may be chance; %d pairs find a difference of %.4f or more, one like this"
                          + " needs %d",
                      comparison.difference().count(),
                      comparison.detectable(),
                      comparison.pairsNeeded())));
    }
    lines.addAll(Agreement.describe(result.agreement()));
    return lines;
  }
}
