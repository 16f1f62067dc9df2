package dev.continuo.cli.command;

import dev.continuo.corpus.pipeline.Corpus;
import dev.continuo.corpus.pipeline.CorpusReport;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Text files in, a folder of token shards out. */
@Command(
    name = "build",
    description = "Cleans, deduplicates, masks endings, tokenizes; says what it dropped and why.",
    footer = {
      "",
      "Examples:",
      "  continuo corpus build texts/ -o corpus --tokenizer tokenizer.json",
      "  continuo corpus build train.txt --val test.txt -o corpus --tokenizer tokenizer.json"
    })
final class CorpusBuildCommand implements Callable<Integer> {

  private static final long NOTE_EVERY_NANOS = 5_000_000_000L;

  @Spec private CommandSpec spec;
  @Mixin private CorpusSource source;
  private long lastNote = System.nanoTime();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder to write.")
  private Path output;

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "A tokenizer.json; 'continuo tokenizer train' makes one.")
  private Path tokenizerFile;

  @Mixin private HeldOutOptions heldOut;

  @Option(names = "--overwrite", description = "Replace a corpus that is there already.")
  private boolean overwrite;

  @Override
  public Integer call() {
    Corpus corpus = Corpus.open(heldOut.applyTo(source.options()));
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      CorpusReport report = corpus.write(output, overwrite, tokenizer, tokenizerFile, this::note);
      print(report, spec.commandLine().getOut());
    }
    return 0;
  }

  private void note(long documents, long ofDocuments) {
    long now = System.nanoTime();
    if (now - lastNote > NOTE_EVERY_NANOS) {
      lastNote = now;
      spec.commandLine()
          .getErr()
          .println(
              String.format(
                  Locale.ROOT, "tokenizing: %,d of %,d documents", documents, ofDocuments));
    }
  }

  private void print(CorpusReport report, PrintWriter out) {
    row(out, "read", report.documentsIn(), report.bytesIn(), "");
    report
        .dropped()
        .forEach((reason, count) -> out.println("  dropped, " + line(reason, count).strip()));
    part(out, "training", report.training());
    part(out, "validation", report.validation());
    out.println("written to " + output + ", fingerprint " + report.fingerprint());
  }

  private static String line(String name, long documents) {
    return String.format(Locale.ROOT, "%-12s %,12d documents", name, documents);
  }

  private static void part(PrintWriter out, String name, CorpusReport.Part part) {
    String rest =
        String.format(
            Locale.ROOT, " %,14d tokens %,12d masked endings", part.tokens(), part.spans());
    row(out, name, part.documents(), part.bytes(), rest);
  }

  private static void row(PrintWriter out, String name, long documents, long bytes, String rest) {
    out.println(line(name, documents) + String.format(Locale.ROOT, " %,14d bytes", bytes) + rest);
  }
}
