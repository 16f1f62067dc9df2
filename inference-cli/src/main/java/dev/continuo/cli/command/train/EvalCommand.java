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
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.eval.ModelEvaluator.Scorer;
import dev.continuo.trainer.eval.ModelScore;
import dev.continuo.trainer.eval.Score;
import dev.continuo.trainer.run.TextEvaluation;
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
              + " engine.")
  private @Nullable WeightsChoice weights;

  @Mixin private OutputMixin output;

  @Override
  public Integer call() throws JsonProcessingException {
    Usage usage = new Usage(spec);
    usage.positive("--context", context);
    if (weights != null) {
      usage.refuse("--weights", List.of("--precision"));
    }
    report(score());
    return 0;
  }

  private ModelScore score() {
    Terminal terminal = output.terminal(spec.commandLine());
    try (Task task = new Task(terminal)) {
      return evaluation()
          .score(
              note -> terminal.note("unknown    " + note),
              (done, all) -> task.at("scoring", done, all, Task.Unit.TOKENS));
    }
  }

  private TextEvaluation evaluation() {
    TextEvaluation evaluation =
        TextEvaluation.of(model.path(), inputs)
            .reading(ReadingOptions.parsed(spec))
            .by(
                weights == null
                    ? new Scorer.Net(device.choice(), precision)
                    : new Scorer.Generator(weights.options().withDevice(device.choice())));
    return context == null ? evaluation : evaluation.context(context);
  }

  private void report(ModelScore result) throws JsonProcessingException {
    Score score = result.score();
    double endingAccuracy = result.endingAccuracy();
    if (output.json()) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode json = mapper.createObjectNode();
      json.put("tokens", score.tokens());
      json.put("bytes", score.bytes());
      json.put("loss", score.loss());
      json.put("bits_per_byte", score.bytes() == 0 ? null : score.bitsPerByte());
      json.put("ending_accuracy", Double.isNaN(endingAccuracy) ? null : endingAccuracy);
      spec.commandLine().getOut().println(mapper.writeValueAsString(json));
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
