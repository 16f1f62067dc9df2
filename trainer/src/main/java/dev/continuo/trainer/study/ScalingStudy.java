package dev.continuo.trainer.study;

import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.fit.ScalingLaw;
import dev.continuo.trainer.fit.ScalingLaw.Estimate;
import dev.continuo.trainer.run.RunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs over sizes and amounts of text, the law that they follow, and a prediction for a larger net,
 * which is stored before that net is trained and then compared with its loss.
 */
final class ScalingStudy {

  static final String KIND = "scaling";

  /** The amounts of text, as shares of the largest. */
  private static final List<Double> SHARES = List.of(0.25, 0.5, 1.0);

  private static final double LARGER = 4;
  static final int LEAST_DEPTHS = 2;
  private static final int DRAWS = 200;
  private static final long SEED = 1;

  private final StudyFolder study;
  private final Settings recipe;
  private final List<Integer> depths;
  private final int predicted;

  private ScalingStudy(StudyFolder study, Settings settings) {
    this.study = study;
    recipe = Recipe.of(settings);
    depths = StudySettings.depths(settings, LEAST_DEPTHS);
    double largest = parameters(depths.getLast());
    Integer asked = settings.find(StudySettings.PREDICT_DEPTH);
    int depth = depths.getLast() + 1;
    while (asked == null && parameters(depth) < LARGER * largest) {
      depth++;
    }
    predicted = asked == null ? depth : asked;
  }

  /**
   * The plan, kept so that a study that goes on does not depend on what the machine does then.
   *
   * @param tokens the largest amount of text that runs are trained on
   * @param predictDepth the depth of the net that is predicted
   */
  record Design(double tokens, int predictDepth) {}

  /**
   * What is predicted.
   *
   * @param parameters N of the net
   * @param effectiveTokens D
   * @param loss with its 90 % prediction interval
   */
  record Prediction(double parameters, double effectiveTokens, Estimate loss) {}

  /**
   * What came of the prediction.
   *
   * @param predicted loss
   * @param measured loss
   * @param error of the prediction, as a share of what was measured
   * @param inInterval whether the interval held it
   */
  record Check(double predicted, double measured, double error, boolean inInterval) {}

  static void run(StudyFolder study, Settings settings) {
    new ScalingStudy(study, settings).run(settings);
  }

  private void run(Settings settings) {
    Design design =
        study
            .found("design")
            .map(node -> StudyFile.JSON.convertValue(node, Design.class))
            .orElseGet(() -> design(settings));
    study.find("design", design);
    List<ScalingLaw.Run> points = new ArrayList<>();
    for (int depth : depths) {
      for (double share : SHARES) {
        points.add(point(train(depth, design.tokens() * share)));
      }
    }
    ScalingLaw law = ScalingLaw.fit(points);
    study.find("law", law);
    study.listener().note(describe(law));
    Prediction prediction = predict(points, design);
    if (study.found("prediction").isEmpty()) {
      study.find("prediction", prediction);
    }
    study.listener().note(describe(prediction));
    double measured = train(predicted, design.tokens()).outcome().valLoss();
    Estimate loss = prediction.loss();
    Check check =
        new Check(
            loss.value(),
            measured,
            loss.value() / measured - 1,
            loss.low() <= measured && measured <= loss.high());
    study.find("check", check);
    study
        .listener()
        .note(
            String.format(
                Locale.ROOT,
                "measured   %.4f nats per token; the prediction was off by %+.2f %%",
                measured,
                check.error() * 100));
  }

  private RunConfig config(int depth) {
    return RunConfig.of(recipe.with(TrainingSettings.DEPTH, depth), study.vocabularySize());
  }

  private double parameters(int depth) {
    return StudyFolder.multiplied(config(depth).model());
  }

  private Design design(Settings settings) {
    Long steps = settings.find(TrainingSettings.STEPS);
    if (steps != null) {
      double most = (double) steps * config(depths.getLast()).training().batch().tokens();
      return new Design(most, predicted);
    }
    double perToken = StudyBudget.flopsPerToken(config(predicted));
    double shares = SHARES.stream().mapToDouble(Double::doubleValue).sum();
    for (int depth : depths) {
      perToken += StudyBudget.flopsPerToken(config(depth)) * shares;
    }
    double flops = StudyBudget.flops(config(depths.getLast()), settings.get(StudySettings.MINUTES));
    return new Design(flops / perToken, predicted);
  }

  private StudyRun train(int depth, double tokens) {
    Settings settings = recipe.with(TrainingSettings.DEPTH, depth);
    String name = String.format(Locale.ROOT, "depth-%d-tokens-%.0fk", depth, tokens / 1e3);
    return study.train(name, StudyBudget.ofTokens(settings, config(depth), tokens));
  }

  private ScalingLaw.Run point(StudyRun run) {
    return new ScalingLaw.Run(run.multiplied(), run.effectiveTokens(), run.outcome().valLoss());
  }

  private double effective(double trained) {
    return ScalingLaw.effectiveTokens((double) study.trainingTokens(), trained);
  }

  private Prediction predict(List<ScalingLaw.Run> points, Design design) {
    double parameters = parameters(predicted);
    double tokens = effective(design.tokens());
    return new Prediction(
        parameters, tokens, ScalingLaw.predict(points, parameters, tokens, DRAWS, SEED));
  }

  private static String describe(ScalingLaw law) {
    return String.format(
        Locale.ROOT,
        "law        L(N, D) = %.3f + %.4g / N^%.3f + %.4g / D^%.3f",
        law.floor(),
        law.sizeFactor(),
        law.sizeExponent(),
        law.dataFactor(),
        law.dataExponent());
  }

  private String describe(Prediction prediction) {
    return String.format(
        Locale.ROOT,
        "predicted  %.4f nats per token (90 %% prediction interval %.4f to %.4f) for depth %d, before"
            + " it is trained",
        prediction.loss().value(),
        prediction.loss().low(),
        prediction.loss().high(),
        predicted);
  }
}
