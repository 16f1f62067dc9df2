package dev.continuo.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.prompt.Seeds;
import dev.continuo.cli.run.RunFolder;
import dev.continuo.cli.run.TextStream;
import dev.continuo.model.generate.GenerationOptions;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
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
      "  continuo generate -m runs/novel \"It was a dark\" --seed 7 --json"
    })
final class GenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Parameters(
      paramLabel = "PROMPT",
      arity = "0..1",
      defaultValue = "",
      description = "What is to be continued (default: the beginning of a document).")
  private String prompt;

  @Mixin private SamplingOptions sampling;

  @Option(names = "--json", description = "Print the result as JSON, once it is whole.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    Long asked = sampling.seed();
    long seed = asked == null ? Seeds.next() : asked;
    GenerationOptions options = sampling.toOptions(spec.commandLine(), seed);
    try (RunFolder run = RunFolder.open(model.path())) {
      TextStream stream = run.stream(run.tokenizer().encode(prompt), options);
      if (json) {
        printJson(stream, seed);
      } else {
        printText(stream, seed);
      }
    }
    return 0;
  }

  private void printText(TextStream stream, long seed) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(prompt);
    out.flush();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      out.print(piece);
      out.flush();
    }
    out.println();
    out.flush();
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%,d tokens at %,.0f per second, seed %d%n",
            stream.tokenCount(),
            stream.tokensPerSecond(),
            seed);
  }

  private void printJson(TextStream stream, long seed) throws JsonProcessingException {
    StringBuilder continuation = new StringBuilder();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      continuation.append(piece);
    }
    JsonMapper mapper = new JsonMapper();
    ObjectNode result = mapper.createObjectNode();
    result.put("prompt", prompt);
    result.put("continuation", continuation.toString());
    result.put("tokens", stream.tokenCount());
    result.put("finish_reason", stream.finishReason().name().toLowerCase(Locale.ROOT));
    result.put("seed", seed);
    result.put("tokens_per_second", stream.tokensPerSecond());
    spec.commandLine().getOut().println(mapper.writeValueAsString(result));
  }
}
