package dev.continuo.cli.command.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.command.option.DeviceOption;
import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.OutputMixin;
import dev.continuo.cli.command.option.ReadingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.command.option.WeightsChoice;
import dev.continuo.cli.terminal.Task;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.HeldOutText;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.device.Precision;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.text.ModelTokenizers;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.trainer.checkpoint.NetWeights;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.engine.ScoringEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import dev.continuo.trainer.eval.Evaluator;
import dev.continuo.trainer.eval.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo eval}: how well a model continues a text. */
@Command(
    name = "eval",
    modelTransformer = ReadingOptions.class,
    description = "Score a model on text: loss, bits per byte, accuracy on masked endings.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo eval -m runs/novel held-out.txt",
      "  continuo eval -m runs/novel held-out.txt --weights int8"
    })
public final class EvalCommand implements Callable<Integer> {

  private static final int MOST_COLUMNS = 1024;
  private static final int MOST_ROWS = 8;
  private static final long MOST_LOGITS = 1L << 26;
  private static final long SPANS = 2000;

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Parameters(paramLabel = "TEXT", arity = "1..*", description = "Text files or folders.")
  private List<Path> inputs;

  @Option(
      names = "--context",
      description = "Tokens in a window (default: the model's context, at most 1024).")
  private @Nullable Integer context;

  @Mixin private DeviceOption device;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "bf16, float32 or auto matrix products (default: ${DEFAULT-VALUE}).")
  private PrecisionChoice precision;

  @Option(
      names = "--weights",
      paramLabel = WeightsChoice.LABEL,
      description =
          "Score with the generation runtime, its weights in this format, instead of the training"
              + " graph.")
  private @Nullable WeightsChoice weights;

  @Mixin private OutputMixin output;

  @Override
  public Integer call() throws IOException {
    Usage usage = new Usage(spec);
    usage.positive("--context", context);
    if (weights != null) {
      usage.refuse("--weights", List.of("--precision"));
    }
    Scratch scratch = Scratch.temporary();
    Path shardFile = scratch.path().resolve("text.shard");
    try (ModelSource source = ModelSource.open(model.path());
        Tokenizer tokenizer = ModelTokenizers.open(model.path())) {
      checkContext(source.config());
      CorpusReport.Part text =
          HeldOutText.write(inputs, ReadingOptions.parsed(spec), tokenizer, shardFile);
      text.unknownNote()
          .ifPresent(note -> output.terminal(spec.commandLine()).note("unknown    " + note));
      try (Shard shard = Shard.open(shardFile)) {
        int columns = columns(source.config(), tokenizer.bosTokens().length(), shard);
        if (weights == null) {
          scorePasses(source, tokenizer, shard, columns);
        } else {
          scoreRuntime(weights, tokenizer, shard, columns);
        }
      }
    } finally {
      scratch.delete();
    }
    return 0;
  }

  private void scorePasses(ModelSource source, Tokenizer tokenizer, Shard shard, int columns)
      throws JsonProcessingException {
    ModelConfig config = source.config();
    ComputeDevice target = Devices.of(device.choice());
    Precision chosen = precision.on(target);
    int rows = rows(config, columns);
    try (ScoringEngine engine = TrainingEngines.forScoring(config, target, chosen, rows, columns)) {
      new NetWeights(config, engine.weights()).read(source.weights());
      report(
          new Evaluator(
              engine, tokenizer.tokenByteLengths(), tokenizer.bosTokens().ids(), rows, columns),
          shard);
    }
  }

  private void scoreRuntime(WeightsChoice choice, Tokenizer tokenizer, Shard shard, int columns)
      throws JsonProcessingException {
    try (TextGenerator generator =
        TextGenerator.open(model.path(), choice.options().withDevice(device.choice()))) {
      report(
          new Evaluator(
              generator, tokenizer.tokenByteLengths(), tokenizer.bosTokens().ids(), columns),
          shard);
    }
  }

  private void checkContext(ModelConfig config) {
    if (context != null && context > config.contextLength()) {
      throw new UsageException(
          "%s: expected 1 to %d, found %d",
          TrainingSettings.CONTEXT, config.contextLength(), context);
    }
  }

  private int columns(ModelConfig config, int beginning, Shard shard) {
    int most = context == null ? Math.min(config.contextLength(), MOST_COLUMNS) : context;
    return Math.clamp(shard.tokenCount() - 1 + beginning, 1, most);
  }

  /** As many rows at a time as keep the table of logits within bounds. */
  private static int rows(ModelConfig config, int columns) {
    return Math.clamp(MOST_LOGITS / ((long) columns * config.vocabularySize()), 1, MOST_ROWS);
  }

  private void report(Evaluator evaluator, Shard shard) throws JsonProcessingException {
    Score score;
    try (Task task = new Task(output.terminal(spec.commandLine()))) {
      score =
          evaluator.score(
              shard,
              Long.MAX_VALUE,
              (done, all) -> task.at("scoring", done, all, Task.Unit.TOKENS));
    }
    double endingAccuracy = evaluator.endingAccuracy(shard, SPANS);
    if (output.json()) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode result = mapper.createObjectNode();
      result.put("tokens", score.tokens());
      result.put("bytes", score.bytes());
      result.put("loss", score.loss());
      result.put("bits_per_byte", score.bytes() == 0 ? null : score.bitsPerByte());
      result.put("ending_accuracy", Double.isNaN(endingAccuracy) ? null : endingAccuracy);
      spec.commandLine().getOut().println(mapper.writeValueAsString(result));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%,d tokens, %,d bytes%n"
                  + "loss             %.4f nats per token (perplexity %.2f)%n"
                  + "bits per byte    %s%n"
                  + "ending accuracy  %s%n",
              score.tokens(),
              score.bytes(),
              score.loss(),
              Math.exp(score.loss()),
              score.bytes() == 0
                  ? "the text has no bytes after its first token"
                  : String.format(Locale.ROOT, "%.4f", score.bitsPerByte()),
              Double.isNaN(endingAccuracy)
                  ? "the text has no masked endings"
                  : String.format(
                      Locale.ROOT,
                      "%.1f %% of the tokens of masked endings",
                      endingAccuracy * 100));
    }
  }
}
