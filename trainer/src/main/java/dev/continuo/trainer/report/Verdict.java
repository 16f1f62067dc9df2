package dev.continuo.trainer.report;

import dev.continuo.trainer.fit.LossLaw;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.progress.RunHistory.Point;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a learning curve says about a run and what to do next; docs/verdict.md explains the rules.
 *
 * @param kind which of the rules held
 * @param text the verdict in words
 */
public record Verdict(Kind kind, String text) {

  /** The rules, in the order in which they are tried. */
  public enum Kind {
    /** Too few evaluations, or a history with a part missing. */
    UNKNOWN,
    /** The held-out loss rose again. */
    OVERFITTING,
    /** Twice the run would lower the loss. */
    STILL_FALLING,
    /** Flat where the text, not the net, is the limit. */
    CONVERGED,
    /** Flat where the net is the limit. */
    TOO_SMALL
  }

  private static final int LEAST_EVALUATIONS = 4;

  /** The share of a loss that is worth a person's notice. */
  private static final double NOTABLE = 0.01;

  /** Training loss so far below held-out loss shows a net that has room for more than its text. */
  private static final double GAP = 0.1;

  /** A loss below this share of an untrained net's leaves little to learn. */
  private static final double LOW = 0.1;

  private static final double LONGER = 2;
  private static final double LAST_SHARE = 0.1;
  private static final int NEXT_DEPTH = 2;

  /**
   * Judges a run, or one that still goes by what there is of it.
   *
   * @param layers of its net
   */
  public static Verdict of(RunHistory history, int layers) {
    if (!history.whole()) {
      return new Verdict(
          Kind.UNKNOWN, "a part of metrics.jsonl is missing, so the curve cannot be judged");
    }
    List<Point> evaluated = history.evaluated();
    if (evaluated.size() < LEAST_EVALUATIONS) {
      return new Verdict(Kind.UNKNOWN, "too few evaluations to say");
    }
    double last = loss(evaluated.getLast());
    Point lowest = evaluated.getFirst();
    for (Point point : evaluated) {
      lowest = loss(point) < loss(lowest) ? point : lowest;
    }
    double training = lastTrainingLoss(history.points());
    boolean gap = training < last * (1 - GAP);
    if (last > loss(lowest) * (1 + NOTABLE)
        && loss(evaluated.get(evaluated.size() - 2)) > loss(lowest)) {
      return new Verdict(
          Kind.OVERFITTING,
          String.format(
              Locale.ROOT,
              "overfitting since step %,d: the held-out loss rose from %.3f to %.3f; more text, or a"
                  + " smaller net, would help (the weights of that step were kept)",
              lowest.step(),
              loss(lowest),
              last));
    }
    Optional<LossLaw> law = LossLaw.fit(history.points());
    double lastQuarter = lastQuarter(evaluated);
    double gain = law.map(l -> l.gain(LONGER)).orElse(lastQuarter);
    if (Math.min(gain, lastQuarter) >= NOTABLE * last) {
      String forecast =
          law.isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "; twice the steps would bring it from %.3f to about %.3f",
                  last,
                  last - gain);
      String doubt =
          gap
              ? String.format(
                  Locale.ROOT,
                  " (but training loss is at %.3f: more text would help more)",
                  training)
              : "";
      return new Verdict(Kind.STILL_FALLING, "still falling: train longer" + forecast + doubt);
    }
    if (gap) {
      return new Verdict(
          Kind.CONVERGED,
          String.format(
              Locale.ROOT,
              "converged: flat at %.3f, while training loss is at %.3f, so the text is the limit; more"
                  + " text would help, a larger net would not",
              last,
              training));
    }
    if (last < LOW * history.points().getFirst().trainLoss()) {
      return new Verdict(
          Kind.CONVERGED, String.format(Locale.ROOT, "converged: flat at %.3f, a low loss", last));
    }
    return new Verdict(
        Kind.TOO_SMALL,
        String.format(
            Locale.ROOT,
            "flat but high: held-out loss at %.3f and training loss at %.3f, so the net is the limit;"
                + " try depth %d",
            last,
            training,
            layers + NEXT_DEPTH));
  }

  /** The same, and whether the net writes from memory. */
  public Verdict with(Recall recall) {
    return new Verdict(
        kind, recall.verdict().map(recalled -> text + "; it " + recalled).orElse(text));
  }

  /** The mean training loss of the last tenth of the steps. */
  private static double lastTrainingLoss(List<Point> points) {
    double from = points.getLast().step() * (1 - LAST_SHARE);
    return points.stream()
        .filter(point -> point.step() >= from)
        .mapToDouble(Point::trainLoss)
        .average()
        .orElse(Double.NaN);
  }

  /** What the last quarter of the evaluations brought. */
  private static double lastQuarter(List<Point> evaluated) {
    return loss(evaluated.get(evaluated.size() * 3 / 4 - 1)) - loss(evaluated.getLast());
  }

  private static double loss(Point evaluated) {
    Double loss = evaluated.valLoss();
    if (loss == null) {
      throw new IllegalArgumentException("not evaluated: step " + evaluated.step());
    }
    return loss;
  }
}
