package dev.continuo.cli.command.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.cli.command.option.OutputMixin;
import dev.continuo.cli.command.option.TextSource;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.cli.terminal.Quantities;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TraceLines;
import dev.continuo.corpus.trace.TraceFile;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.corpus.trace.TraceOptions;
import dev.continuo.corpus.trace.TracedText;
import dev.continuo.corpus.work.Progress;
import dev.continuo.trainer.run.RunListener;
import dev.continuo.trainer.run.RunTrace;
import java.io.PrintWriter;
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

/** {@code continuo trace}: where a text stands in the training text. */
@Command(
    name = "trace",
    description = "Show where a text stands in the text that a run was trained on.",
    sortOptions = false,
    footer = {
      "",
      "Each longest span that stands there verbatim is shown with its places, and for the rest the",
      "documents that are most like it. Spans are of whole tokens: the first and last word of a text",
      "may be left out where they are parts of words.",
      "",
      "Examples:",
      "  continuo trace -m runs/novel \"It was a dark and stormy night\"",
      "  continuo generate -m runs/novel \"It was\" | continuo trace -m runs/novel",
      "  continuo trace -m runs/novel --index                  index a run that has no index"
    })
public final class TraceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "RUN",
      required = true,
      description = "A run folder.")
  private Path run;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..1",
      description = "The text. Default: standard input.")
  private @Nullable String text;

  @Option(
      names = "--min-tokens",
      paramLabel = "N",
      description = "The tokens of the shortest span that counts (default: 8).")
  private @Nullable Integer minTokens;

  @Option(
      names = "--places",
      paramLabel = "N",
      description = "The most places that are shown of a span (default: 3).")
  private @Nullable Integer places;

  @Option(
      names = "--nearest",
      paramLabel = "N",
      description = "The most documents that are shown for the rest (default: 3).")
  private @Nullable Integer nearest;

  @Option(
      names = "--index",
      description = "Index the run's training text, in place of an older index, and show no text.")
  private boolean indexes;

  @Mixin private OutputMixin output;

  @Override
  public Integer call() throws JsonProcessingException {
    Usage usage = new Usage(spec);
    usage.within("--min-tokens", minTokens, 1, TraceOptions.MOST);
    usage.within("--places", places, 0, TraceOptions.MOST);
    usage.within("--nearest", nearest, 0, TraceOptions.MOST);
    if (indexes) {
      usage.refuse("--index", List.of("--min-tokens", "--places", "--nearest"));
      if (text != null) {
        throw usage.wrong("TEXT has no effect with --index; leave one of them out");
      }
      index();
    } else {
      trace();
    }
    return 0;
  }

  private void index() throws JsonProcessingException {
    TraceFile index = RunTrace.index(run, new Listener(output.terminal(spec.commandLine())));
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      JsonMapper mapper = new JsonMapper();
      ObjectNode json = mapper.createObjectNode();
      json.put("tokens", index.tokens()).put("documents", index.documents());
      json.put("bytes", index.bytes()).put("seconds", index.seconds());
      out.println(mapper.writeValueAsString(json));
    } else {
      out.printf(
          Locale.ROOT,
          "%s: indexed %,d tokens of %,d documents in %s; the index takes %s%n",
          run,
          index.tokens(),
          index.documents(),
          Quantities.duration(index.seconds()),
          Quantities.bytes((double) index.bytes()));
    }
  }

  private void trace() throws JsonProcessingException {
    TraceOptions defaults = TraceOptions.DEFAULTS;
    TraceOptions options =
        new TraceOptions(
            minTokens == null ? defaults.minTokens() : minTokens,
            places == null ? defaults.places() : places,
            nearest == null ? defaults.nearest() : nearest);
    PrintWriter out = spec.commandLine().getOut();
    String traceable = text == null ? TextSource.standardInput() : text;
    if (traceable.isBlank()) {
      throw new Usage(spec).wrong("TEXT: expected a text to look for, found nothing");
    }
    try (TraceIndex index = RunTrace.open(run)) {
      TracedText traced = index.trace(traceable, options);
      if (output.json()) {
        out.println(new JsonMapper().writeValueAsString(traced.toJson()));
      } else {
        TraceLines.of(traced, Terminal.showsColours()).forEach(out::println);
      }
    }
  }

  /** Shows how far the index is. */
  private static final class Listener implements RunListener {

    private final CorpusProgress progress;

    Listener(Terminal terminal) {
      progress = new CorpusProgress(terminal);
    }

    @Override
    public Progress corpus() {
      return progress;
    }

    @Override
    public void over() {
      progress.close();
    }
  }
}
