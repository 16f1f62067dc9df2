package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.command.option.DeviceOption;
import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.WeightsOption;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.trainer.bench.GenerationBench;
import dev.continuo.trainer.bench.GenerationSpeed;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code continuo bench generate}: how fast a model reads prompts and generates. */
@Command(
    name = "generate",
    description = "Measure how fast a model reads a prompt and generates.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo bench generate -m runs/novel",
      "  continuo bench generate -m runs/novel --weights int8 --texts 8 --json"
    })
public final class BenchGenerateCommand implements Callable<Integer> {

  private static final double GIGA = 1e9;
  private static final double MEGA = 1e6;

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Mixin private WeightsOption weights;

  @Mixin private DeviceOption device;

  @Option(names = "--threads", description = "Threads that compute (default: all processors).")
  private @Nullable Integer threads;

  @Option(
      names = "--prompt-tokens",
      defaultValue = "128",
      description = "Tokens of the prompt (default: ${DEFAULT-VALUE}).")
  private int promptTokens;

  @Option(
      names = "--max-tokens",
      defaultValue = "64",
      description = "Tokens to generate (default: ${DEFAULT-VALUE}).")
  private int tokens;

  @Option(
      names = "--texts",
      defaultValue = "8",
      description =
          "Texts to generate at once, after one alone; 1 skips this (default: ${DEFAULT-VALUE}).")
  private int texts;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds, of which the best is reported (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    atLeastOne("--prompt-tokens", promptTokens);
    atLeastOne("--max-tokens", tokens);
    atLeastOne("--texts", texts);
    atLeastOne("--rounds", rounds);
    int used = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    atLeastOne("--threads", used);
    RuntimeOptions options = new RuntimeOptions(used, weights.choice().format(), device.choice());
    report(
        options, GenerationBench.run(model.path(), options, promptTokens, tokens, texts, rounds));
    return 0;
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected 1 or more, found " + value);
    }
  }

  private void report(RuntimeOptions options, GenerationSpeed speed)
      throws JsonProcessingException {
    if (json) {
      spec.commandLine().getOut().println(toJson(options, speed));
      return;
    }
    StringBuilder text = new StringBuilder();
    line(text, "load", String.format(Locale.ROOT, "%.3f s", speed.loadSeconds()));
    line(
        text,
        "first token",
        String.format(
            Locale.ROOT,
            "%.3f s cold, %.3f s warm",
            speed.coldFirstTokenSeconds(),
            speed.firstTokenSeconds()));
    line(text, "prefill", String.format(Locale.ROOT, "%,.0f tokens/s", speed.prefill()));
    line(text, "decode", String.format(Locale.ROOT, "%,.0f tokens/s", speed.decode()));
    if (texts > 1) {
      line(
          text,
          texts + " texts at once",
          String.format(
              Locale.ROOT,
              "%,.0f tokens/s (%.2f times one)",
              speed.concurrent(),
              speed.concurrent() / speed.decode()));
    }
    line(
        text,
        "weights",
        String.format(Locale.ROOT, "%,.1f MB (%s)", speed.weightBytes() / MEGA, name()));
    line(text, "read while decoding", reading(speed));
    line(text, "Java heap in use", String.format(Locale.ROOT, "%,.0f MB", heapBytes() / MEGA));
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  /** The rate, with its share of the memory's bandwidth where that was measured. */
  private static String reading(GenerationSpeed speed) {
    String read =
        String.format(Locale.ROOT, "%,.1f GB/s", speed.decode() * speed.readBytes() / GIGA);
    return speed.bandwidth().isEmpty()
        ? read
        : read
            + String.format(
                Locale.ROOT,
                ", %.0f %% of the memory's %.1f GB/s",
                100 * speed.bandwidthShare().orElseThrow(),
                speed.bandwidth().orElseThrow() / GIGA);
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(String.format(Locale.ROOT, "%-28s %s%n", label, value));
  }

  private String toJson(RuntimeOptions options, GenerationSpeed speed)
      throws JsonProcessingException {
    JsonMapper mapper = new JsonMapper();
    ObjectNode result = mapper.createObjectNode();
    result.put("threads", options.threads());
    result.put("weights", name());
    result.put("weight_bytes", speed.weightBytes());
    result.put("heap_bytes", heapBytes());
    result.put("load_seconds", speed.loadSeconds());
    result.put("cold_first_token_seconds", speed.coldFirstTokenSeconds());
    result.put("first_token_seconds", speed.firstTokenSeconds());
    result.put("prompt_tokens", promptTokens);
    result.put("tokens", tokens);
    result.put("prefill_tokens_per_second", speed.prefill());
    result.put("decode_tokens_per_second", speed.decode());
    result.put("texts", texts);
    result.put("concurrent_tokens_per_second", texts > 1 ? speed.concurrent() : speed.decode());
    speed.bandwidth().ifPresent(rate -> result.put("bandwidth_bytes_per_second", rate));
    speed.bandwidthShare().ifPresent(share -> result.put("bandwidth_share", share));
    return mapper.writeValueAsString(result);
  }

  private String name() {
    return weights.choice().name().toLowerCase(Locale.ROOT);
  }

  private static long heapBytes() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
