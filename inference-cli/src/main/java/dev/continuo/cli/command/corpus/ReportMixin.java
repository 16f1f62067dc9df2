package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.report.CorpusReport;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** How a corpus's report is shown. */
final class ReportMixin {

  @Option(names = "--json", description = "Print the report as JSON, as in corpus.json.")
  private boolean json;

  boolean json() {
    return json;
  }

  void print(CorpusReport report, PrintWriter out) {
    if (json) {
      out.print(report.toJson());
      out.flush();
    } else {
      new ReportTable(report, out).print();
    }
  }
}
