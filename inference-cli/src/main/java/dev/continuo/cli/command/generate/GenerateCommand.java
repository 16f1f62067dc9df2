package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.command.option.ComputeOption;
import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.OutputMixin;
import dev.continuo.cli.command.option.TextSource;
import dev.continuo.cli.command.option.ToolOption;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.command.option.WeightsOption;
import dev.continuo.cli.prompt.ToolNotes;
import dev.continuo.cli.serve.wire.ToolCallAnswer;
import dev.continuo.cli.terminal.Task;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TraceLines;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import dev.continuo.corpus.trace.TracedText;
import dev.continuo.model.generate.BeamSearch;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Seeds;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.text.TextStream;
import dev.continuo.model.text.TextToken;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.UnknownCharacterNote;
import dev.continuo.trainer.run.RunTrace;
import java.io.PrintWriter;
import java.util.ArrayList;
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

/** {@code continuo generate}: one prompt, one continuation. */
@Command(
    name = "generate",
    description = "Continue a prompt.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo generate -m runs/novel \"It was a dark\"",
      "  continuo generate -m runs/novel \"It was a dark\" --temperature 0 --max-tokens 50",
      "  continuo generate -m runs/novel \"It was a dark\" --seed 7 --json --logprobs 3",
      "  continuo generate -m runs/novel \"It was a dark\" --stop . --repetition-penalty 1.1",
      "  continuo generate -m runs/novel \"It was a dark\" --trace",
      "  continuo generate -m runs/novel \"It was a dark\" --score \" and stormy night\"",
      "  continuo generate -m runs/novel --max-tokens 50 < chapter.txt"
    })
public final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOption device;

  @Parameters(
      paramLabel = "PROMPT",
      arity = "0..1",
      description =
          "The text to continue. Default: piped input without its last line break; without a pipe,"
              + " nothing, which is the beginning of a document.")
  private @Nullable String given;

  @Mixin private SamplingOptions sampling;

  @Option(
      names = "--stop",
      paramLabel = "TEXT",
      description = "Ends the continuation before this text; can be given several times.")
  private List<String> stops = new ArrayList<>();

  @Option(
      names = "--logprobs",
      paramLabel = "N",
      description = "With --json: each token's log-probability and the N likeliest in its place.")
  private @Nullable Integer logprobs;

  @Option(
      names = "--beams",
      paramLabel = "N",
      description = "Beam search with N beams instead of sampling.")
  private @Nullable Integer beams;

  @Mixin private ToolOption tool;

  @Option(
      names = "--score",
      paramLabel = "TEXT",
      description = "Score this continuation instead of generating one.")
  private @Nullable String scored;

  @Option(
      names = "--trace",
      description = "Show where the continuation stands in the text that the run was trained on.")
  private boolean trace;

  @Mixin private OutputMixin output;

  @Override
  public Integer call() throws JsonProcessingException {
    checkUsage();
    Long asked = sampling.seed();
    long seed = asked == null ? Seeds.next() : asked;
    GenerationOptions options = options(seed);
    String prompt = given == null ? piped() : given;
    try (ToolOption.Opened tools = tool.open(model.path());
        TextModel texts =
            TextModel.open(model.path(), device.options(weights)).withTools(tools.list());
        TraceIndex index = trace ? RunTrace.open(model.path()) : null) {
      SamplingOptions.checkIds(spec.commandLine(), options, texts);
      noteUnknown(texts.tokenizer(), prompt);
      if (scored != null) {
        new ScoreReport(texts, output.json(), spec.commandLine().getOut()).print(prompt, scored);
      } else if (beams != null) {
        new BeamReport(output.json(), spec.commandLine().getOut())
            .print(prompt, texts.search(prompt, beams, sampling.maxTokens()));
      } else {
        TextStream stream = texts.stream(prompt, options);
        if (output.json()) {
          printJson(prompt, texts, stream, seed, index);
        } else {
          printText(prompt, stream, seed, index);
        }
      }
    }
    return 0;
  }

  /** Refuses options that have no effect with --score, with --beams or without --json. */
  private void checkUsage() {
    Usage usage = new Usage(spec);
    if (scored != null) {
      usage.refuse(
          "--score",
          List.of("--beams", "--stop", "--logprobs", "--trace", "--max-tokens", ToolOption.NAME));
      usage.refuse("--score", SamplingOptions.NAMES);
    }
    if (beams != null) {
      usage.refuse("--beams", List.of("--stop", "--logprobs", "--trace", ToolOption.NAME));
      usage.refuse("--beams", SamplingOptions.NAMES);
    }
    if (!output.json()) {
      usage.refuse(List.of("--logprobs"), "has no effect without --json; add it");
    }
  }

  private void noteUnknown(Tokenizer tokenizer, String prompt) {
    Terminal terminal = output.terminal(spec.commandLine());
    UnknownCharacterNote unknown = new UnknownCharacterNote(tokenizer);
    unknown.ofPrompt("prompt", prompt).ifPresent(terminal::warn);
    if (scored != null) {
      unknown.ofText("--score", scored).ifPresent(terminal::warn);
    }
  }

  /** Standard input from a pipe or a file; nothing is read from a terminal. */
  static String piped() {
    if (Terminal.readsPerson()) {
      return "";
    }
    String text = TextSource.standardInput();
    int end = text.endsWith("\n") ? text.length() - 1 : text.length();
    return text.substring(0, end > 0 && text.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  private GenerationOptions options(long seed) {
    GenerationOptions options = sampling.toOptions(spec.commandLine(), seed);
    return SamplingOptions.checked(
        spec.commandLine(),
        () -> {
          BeamSearch.checkBeams(beams == null ? 1 : beams);
          GenerationOptions stopped = options.withStops(stops);
          return logprobs == null ? stopped : stopped.withLikeliest(logprobs);
        });
  }

  private void printText(String prompt, TextStream stream, long seed, @Nullable TraceIndex index) {
    PrintWriter out = spec.commandLine().getOut();
    StringBuilder continuation = new StringBuilder();
    out.print(prompt);
    out.flush();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      out.print(piece);
      out.flush();
      continuation.append(piece);
    }
    out.println();
    if (index != null) {
      out.println();
      TracedText traced = index.trace(continuation.toString(), TraceOptions.DEFAULTS);
      TraceLines.of(traced, Terminal.showsColours()).forEach(out::println);
    }
    out.flush();
    Terminal terminal = output.terminal(spec.commandLine());
    ToolNotes.of(stream.toolCalls()).forEach(terminal::warn);
    terminal.note(
        String.format(
            Locale.ROOT,
            "%,d tokens at %,.0f per second%s, seed %d",
            stream.tokenCount(),
            stream.tokensPerSecond(),
            ToolNotes.ofTokens(stream),
            seed));
  }

  private void printJson(
      String prompt, TextModel texts, TextStream stream, long seed, @Nullable TraceIndex index)
      throws JsonProcessingException {
    StringBuilder continuation = new StringBuilder();
    try (Task task = new Task(output.terminal(spec.commandLine()))) {
      for (String piece = stream.next(); piece != null; piece = stream.next()) {
        continuation.append(piece);
        task.at("writing", stream.tokenCount(), sampling.maxTokens(), Task.Unit.TOKENS);
      }
    }
    JsonMapper mapper = new JsonMapper();
    ObjectNode result = mapper.createObjectNode();
    result.put("prompt", prompt);
    result.put("continuation", continuation.toString());
    result.put("tokens", stream.tokenCount());
    if (!texts.tools().list().isEmpty()) {
      result.put("tool_tokens", stream.appendedCount());
      ToolCallAnswer.write(stream.toolCalls(), result.putArray("tools"));
    }
    result.put("finish_reason", stream.finishReason().name().toLowerCase(Locale.ROOT));
    result.put("seed", seed);
    result.put("tokens_per_second", stream.tokensPerSecond());
    if (logprobs != null) {
      List<TextToken> written = stream.tokens().subList(0, stream.tokenCount());
      LogProbabilities.write(texts.tokenizer(), written, result.putArray("logprobs"));
    }
    if (index != null) {
      result.set("trace", index.trace(continuation.toString(), TraceOptions.DEFAULTS).toJson());
    }
    spec.commandLine().getOut().println(mapper.writeValueAsString(result));
  }
}
