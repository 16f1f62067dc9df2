package dev.continuo.cli.command.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.bench.TrainingBench;
import dev.continuo.trainer.bench.TrainingSpeed;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.RunConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code continuo bench train}: how fast nets train here, and how much of the machine they use. */
@Command(
    name = "train",
    modelTransformer = BenchTrainCommand.Options.class,
    description = "Measure how fast nets train, on random tokens.",
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Utilization is the share of the speed of large matrix products, measured in the same run.",
      "",
      "Examples:",
      "  continuo bench train --depth 6 --vocab-size 8192",
      "  continuo bench train --depth 2,4,8 --optimizer adamw --json"
    })
public final class BenchTrainCommand implements Callable<Integer> {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  private static final List<Setting<?>> SETTINGS = settings();

  /** The settings of a training that its speed depends on, as options. */
  static final class Options extends SettingOptions {
    Options() {
      super(Map.of("The training", SETTINGS));
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--depth",
      defaultValue = "4",
      split = ",",
      paramLabel = "D",
      description = "The net's depth, or several (default: ${DEFAULT-VALUE}).")
  private List<Integer> depths;

  @Option(
      names = "--vocab-size",
      defaultValue = "8192",
      paramLabel = "N",
      description = "Vocabulary size (default: ${DEFAULT-VALUE}).")
  private int vocabularySize;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      paramLabel = "X",
      description =
          "Seconds for each depth, more than half of them to warm up (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "Print the results as JSON, one line for each depth.")
  private boolean json;

  private static List<Setting<?>> settings() {
    List<Setting<?>> settings =
        new ArrayList<>(
            List.of(
                TrainingSettings.WIDTH,
                TrainingSettings.HEADS,
                TrainingSettings.CONTEXT,
                TrainingSettings.BATCH));
    settings.addAll(TrainingSettings.RECIPE);
    settings.addAll(TrainingSettings.MACHINE);
    return List.copyOf(settings);
  }

  @Override
  public Integer call() throws JsonProcessingException {
    Usage usage = new Usage(spec);
    usage.positive("--seconds", seconds);
    usage.positive("--vocab-size", vocabularySize);
    Settings settings =
        SettingOptions.parsed(spec, SETTINGS.stream()).with(TrainingSettings.MINUTES, seconds / 60);
    depths.forEach(depth -> usage.positive("--depth", depth));
    if (!json) {
      row("depth", "parameters", "batch", "tokens/s", "best", "optimizer", "used", "of", "memory");
    }
    for (int depth : depths) {
      Settings ofDepth = settings.with(TrainingSettings.DEPTH, depth);
      RunConfig config = RunConfig.of(ofDepth, vocabularySize);
      config.requireMemory(ofDepth);
      TrainingSpeed speed = TrainingBench.run(config.model(), config.training(), seconds);
      if (json) {
        spec.commandLine().getOut().println(toJson(depth, config, speed));
      } else {
        report(depth, config, speed);
      }
    }
    return 0;
  }

  private void report(int depth, RunConfig config, TrainingSpeed speed) {
    Double optimizer = speed.optimizerShare();
    row(
        depth,
        String.format(Locale.ROOT, "%,d", speed.parameters()),
        config.training().batch().size() + " × " + config.training().batch().context(),
        String.format(Locale.ROOT, "%,.0f", speed.tokensPerSecond()),
        String.format(Locale.ROOT, "%,.0f", speed.bestTokensPerSecond()),
        optimizer == null ? "unknown" : String.format(Locale.ROOT, "%.0f %%", 100 * optimizer),
        String.format(Locale.ROOT, "%.0f %%", 100 * speed.utilization()),
        String.format(
            Locale.ROOT,
            "%,.0f GFLOP/s %s",
            speed.roofline() / GIGA,
            config.training().precision().name().toLowerCase(Locale.ROOT)),
        speed.peakBytes() == 0
            ? "unknown"
            : String.format(Locale.ROOT, "%,.0f MB", speed.peakBytes() / MEGA));
  }

  private void row(Object... cells) {
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "%5s %12s %10s %9s %9s %9s %5s %22s %9s%n", cells);
    spec.commandLine().getOut().flush();
  }

  private static String toJson(int depth, RunConfig config, TrainingSpeed speed)
      throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode result = mapper.createObjectNode();
    result.put("depth", depth);
    result.put("parameters", speed.parameters());
    result.put("batch", config.training().batch().size());
    result.put("context", config.training().batch().context());
    result.put("vocabulary_size", config.model().vocabularySize());
    result.put("device", Setting.text(config.training().device()));
    result.put("precision", config.training().precision().name().toLowerCase(Locale.ROOT));
    result.put("warm_steps", speed.warmSteps());
    result.put("measured_steps", speed.measuredSteps());
    result.put("tokens_per_second", speed.tokensPerSecond());
    result.put("best_tokens_per_second", speed.bestTokensPerSecond());
    result.put("optimizer_share", speed.optimizerShare());
    result.put("flops_per_token", speed.flopsPerToken());
    result.put("roofline_flops_per_second", speed.roofline());
    result.put("utilization", speed.utilization());
    result.put("peak_bytes", speed.peakBytes() == 0 ? null : speed.peakBytes());
    return mapper.writeValueAsString(result);
  }
}
