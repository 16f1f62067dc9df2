package dev.continuo.trainer.study;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.fit.LossLaw;
import dev.continuo.trainer.progress.RunHistory;
import dev.continuo.trainer.run.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Nets of several sizes, trained on as many tokens each: which is too small for its text, where
 * more size stops helping, and what a bottleneck saves at equal loss.
 */
final class SizeStudy {

  static final String KIND = "sizes";

  static final int LEAST_DEPTHS = 3;

  /** A share of a loss that is worth notice. */
  private static final double NOTABLE = 0.01;

  /** A net that does not come near the best loss in so many times the steps cannot get there. */
  private static final double LONGER = 10;

  private final StudyFolder study;
  private final Settings recipe;
  private final List<Integer> depths;

  private SizeStudy(StudyFolder study, Settings settings) {
    this.study = study;
    recipe = Recipe.of(settings);
    depths = StudySettings.depths(settings, LEAST_DEPTHS);
  }

  /**
   * A net and what it came to.
   *
   * @param name of its run
   * @param parameters all weights
   * @param loss nats per held-out token
   * @param attainable what its learning curve would fall to in ten times the steps
   * @param saved the share of the weights that it saves against nets of the plain shape with the
   *     same loss; null for those, and where none is comparable
   */
  record Row(
      String name, long parameters, double loss, double attainable, @Nullable Double saved) {}

  /**
   * What follows.
   *
   * @param rows all nets
   * @param tooSmall nets that cannot get within 1 % of the lowest loss by training longer
   * @param enough the smallest net of the plain shape that no larger one beats by 1 % for each
   *     doubling; null where more size still helps
   */
  record Result(List<Row> rows, List<String> tooSmall, @Nullable String enough) {}

  static void run(StudyFolder study, Settings settings) {
    new SizeStudy(study, settings).run(settings);
  }

  private void run(Settings settings) {
    Map<String, ModelConfig> bottlenecks = bottlenecks(config(depths.getLast()).model());
    double tokens =
        study
            .found("tokens")
            .map(node -> node.asDouble())
            .orElseGet(() -> tokens(settings, bottlenecks.size()));
    study.find("tokens", tokens);
    List<StudyRun> plain = new ArrayList<>();
    for (int depth : depths) {
      Settings ofDepth = recipe.with(TrainingSettings.DEPTH, depth);
      plain.add(
          study.train("depth-" + depth, StudyBudget.ofTokens(ofDepth, config(depth), tokens)));
    }
    Settings ofLargest =
        StudyBudget.ofTokens(recipe, config(depths.getLast()), tokens)
            .with(TrainingSettings.BATCH, config(depths.getLast()).training().batch().size());
    List<StudyRun> narrow = new ArrayList<>();
    for (Map.Entry<String, ModelConfig> bottleneck : bottlenecks.entrySet()) {
      Path config = config(bottleneck.getKey(), bottleneck.getValue());
      narrow.add(study.train(bottleneck.getKey(), ofLargest.with(TrainingSettings.CONFIG, config)));
    }
    Result result = result(plain, narrow);
    study.find("result", result);
    describe(result).forEach(study.listener()::note);
  }

  private RunConfig config(int depth) {
    return RunConfig.of(recipe.with(TrainingSettings.DEPTH, depth), study.vocabularySize());
  }

  private double tokens(Settings settings, int bottlenecks) {
    RunConfig largest = config(depths.getLast());
    Long steps = settings.find(TrainingSettings.STEPS);
    if (steps != null) {
      return (double) steps * largest.training().batch().tokens();
    }
    double perToken = StudyBudget.flopsPerToken(largest) * bottlenecks;
    for (int depth : depths) {
      perToken += StudyBudget.flopsPerToken(config(depth));
    }
    return StudyBudget.flops(largest, settings.get(StudySettings.MINUTES)) / perToken;
  }

  /** The largest net with one part made narrow. */
  private Map<String, ModelConfig> bottlenecks(ModelConfig net) {
    Map<String, ModelConfig> made = new LinkedHashMap<>();
    if (net.headCount() > 1) {
      made.put(
          "one-key-head",
          with(net, net.layerCount(), net.channels(), 1, net.feedForwardChannels()));
    }
    made.put(
        "half-feed-forward",
        with(
            net,
            net.layerCount(),
            net.channels(),
            net.keyValueHeadCount(),
            net.feedForwardChannels() / 2));
    int heads = net.headCount() / 2;
    if (heads > 0) {
      made.put(
          "half-width-twice-as-deep",
          with(
              net,
              net.layerCount() * 2,
              heads * net.headSize(),
              heads,
              net.feedForwardChannels() / 2));
    }
    return made;
  }

  private ModelConfig with(
      ModelConfig net, int layers, int channels, int keyValueHeads, int feedForward) {
    return new ModelConfig(
        net.architecture(),
        net.vocabularySize(),
        channels,
        layers,
        channels / net.headSize(),
        keyValueHeads,
        net.headSize(),
        feedForward,
        net.contextLength(),
        net.normEpsilon(),
        net.rotaryBase(),
        net.tiedEmbeddings(),
        endOfText());
  }

  private int endOfText() {
    return study.endOfText();
  }

  private Path config(String name, ModelConfig net) {
    Path file = study.file().resolveSibling("configs").resolve(name + ".json");
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be written (" + e + ")", e);
    }
    if (!Files.exists(file)) {
      ConfigFile.write(net, file);
    }
    return file;
  }

  private Result result(List<StudyRun> plain, List<StudyRun> narrow) {
    List<Row> rows = new ArrayList<>();
    double lowest = Double.POSITIVE_INFINITY;
    for (StudyRun run : plain) {
      rows.add(row(run, null));
      lowest = Math.min(lowest, run.outcome().valLoss());
    }
    for (StudyRun run : narrow) {
      Double equal = sizeOfLoss(plain, run.outcome().valLoss());
      rows.add(row(run, equal == null ? null : 1 - run.parameters() / equal));
      lowest = Math.min(lowest, run.outcome().valLoss());
    }
    double near = lowest * (1 + NOTABLE);
    List<String> tooSmall =
        rows.stream().filter(row -> row.attainable() > near).map(Row::name).toList();
    return new Result(rows, tooSmall, enough(plain));
  }

  private Row row(StudyRun run, @Nullable Double saved) {
    RunHistory history = RunHistory.read(new RunPaths(study.run(run.name())).metrics());
    double loss = run.outcome().valLoss();
    double gain = LossLaw.fit(history.points()).map(law -> law.gain(LONGER)).orElse(0.0);
    return new Row(run.name(), run.parameters(), loss, loss - gain, saved);
  }

  /** The smallest net from which on each doubling brings less than 1 %. */
  private static @Nullable String enough(List<StudyRun> plain) {
    String enough = null;
    for (int i = plain.size() - 2; i >= 0; i--) {
      StudyRun run = plain.get(i);
      StudyRun larger = plain.get(i + 1);
      double doublings = Math.log((double) larger.parameters() / run.parameters()) / Math.log(2);
      double gain = (run.outcome().valLoss() - larger.outcome().valLoss()) / doublings;
      if (gain >= NOTABLE * run.outcome().valLoss()) {
        break;
      }
      enough = run.name();
    }
    return enough;
  }

  /**
   * The weights of a net of the plain shape with this loss, between two that were trained; null
   * where it lies outside of them.
   */
  static @Nullable Double sizeOfLoss(List<StudyRun> plain, double loss) {
    for (int i = 0; i + 1 < plain.size(); i++) {
      double worse = plain.get(i).outcome().valLoss();
      double better = plain.get(i + 1).outcome().valLoss();
      if (loss <= worse && loss >= better && worse > better) {
        double place = (worse - loss) / (worse - better);
        double low = Math.log((double) plain.get(i).parameters());
        double high = Math.log((double) plain.get(i + 1).parameters());
        return Math.exp(low + place * (high - low));
      }
    }
    return null;
  }

  private static List<String> describe(Result result) {
    List<String> lines = new ArrayList<>();
    for (Row row : result.rows()) {
      Double saved = row.saved();
      lines.add(
          String.format(
              Locale.ROOT,
              "%-26s %,12d parameters  loss %.4f%s",
              row.name(),
              row.parameters(),
              row.loss(),
              saved == null
                  ? ""
                  : String.format(
                      Locale.ROOT,
                      "  %s %.0f %% of the weights at equal loss",
                      saved < 0 ? "costs" : "saves",
                      Math.abs(saved) * 100)));
    }
    if (!result.tooSmall().isEmpty()) {
      lines.add(
          "too small  "
              + String.join(", ", result.tooSmall())
              + ": not within 1 % of the lowest loss even in ten times the steps");
    }
    lines.add(
        result.enough() == null
            ? "size       more size still helps: each doubling brings 1 % or more"
            : "size       " + result.enough() + " is enough: a doubling brings less than 1 %");
    return lines;
  }
}
