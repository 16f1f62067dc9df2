package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.report.Cluster;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.StepCounts;
import java.io.PrintWriter;
import java.util.Locale;

/** A corpus's report for people. */
final class ReportTable {

  private final CorpusReport report;
  private final PrintWriter out;

  ReportTable(CorpusReport report, PrintWriter out) {
    this.report = report;
    this.out = out;
  }

  void print() {
    stages();
    report
        .dropped()
        .forEach((reason, count) -> out.printf(Locale.ROOT, "dropped  %,12d  %s%n", count, reason));
    if (report.details().repaired() > 0) {
      out.printf(
          Locale.ROOT,
          "repaired %,12d  documents with invalid bytes, which were replaced%n",
          report.details().repaired());
    }
    report
        .details()
        .guessedEncodings()
        .forEach(
            (encoding, files) ->
                out.printf(
                    Locale.ROOT, "guessed  %,12d  files in the encoding %s%n", files, encoding));
    report
        .details()
        .problems()
        .forEach(problem -> out.printf(Locale.ROOT, "problem  %s%n", problem));
    languages();
    clusters();
    parts();
  }

  private void stages() {
    boolean tokens = report.tokensOut() > 0;
    out.printf(
        Locale.ROOT,
        "%-16s %13s %13s %16s %16s%s%n",
        "step",
        "documents in",
        "out",
        "bytes in",
        "out",
        tokens ? "  tokens out, about" : "");
    report.details().steps().forEach((name, flow) -> stage(name, flow, tokens));
  }

  private void stage(String name, StepCounts flow, boolean tokens) {
    String estimate =
        tokens
            ? String.format(Locale.ROOT, "  %,17.0f", flow.bytesOut() * report.tokensPerByte())
            : "";
    out.printf(
        Locale.ROOT,
        "%-16s %,13d %,13d %,16d %,16d%s%n",
        name,
        flow.documentsIn(),
        flow.documentsOut(),
        flow.bytesIn(),
        flow.bytesOut(),
        estimate);
  }

  private void languages() {
    report
        .details()
        .languages()
        .forEach(
            (language, share) ->
                out.printf(
                    Locale.ROOT,
                    "language %-8s %,12d documents %5.1f %% of the bytes%n",
                    language,
                    share.documents(),
                    100.0 * share.bytes() / Math.max(1, report.bytesKept())));
  }

  private void clusters() {
    for (Cluster cluster : report.details().largestClusters()) {
      out.printf(
          Locale.ROOT,
          "cluster of %,d, kept %s: %s%n",
          cluster.documents(),
          cluster.document(),
          cluster.begins().replace('\n', ' '));
    }
  }

  private void parts() {
    part("training", report.training());
    part("validation", report.validation());
    if (!report.heldOut().isEmpty()) {
      out.println("held out: " + report.heldOut());
    }
    report.both().unknownNote().ifPresent(note -> out.println("unknown: " + note));
    if (report.tokensOut() > 0) {
      out.printf(
          Locale.ROOT,
          "%.3f tokens per byte; %,d unique training tokens, good for %d epochs: %,d tokens to"
              + " train on%n",
          report.tokensPerByte(),
          report.uniqueTokens(),
          CorpusReport.EPOCHS,
          report.uniqueTokens() * CorpusReport.EPOCHS);
    }
  }

  private void part(String name, CorpusReport.Part part) {
    String tokens =
        part.tokens() == 0
            ? ""
            : String.format(
                Locale.ROOT, " %,14d tokens %,12d masked endings", part.tokens(), part.spans());
    out.printf(
        Locale.ROOT,
        "%-12s %,12d documents %,14d bytes%s%n",
        name,
        part.documents(),
        part.bytes(),
        tokens);
  }
}
