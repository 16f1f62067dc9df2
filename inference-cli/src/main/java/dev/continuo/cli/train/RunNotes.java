package dev.continuo.cli.train;

import dev.continuo.cli.terminal.CorpusProgress;
import dev.continuo.cli.terminal.Quantities;
import dev.continuo.cli.terminal.SkippedNotes;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TokenizerProgress;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.trace.TraceFile;
import dev.continuo.corpus.work.Progress;
import dev.continuo.tokenizer.train.TrainingProgress;
import dev.continuo.trainer.run.Forecast;
import dev.continuo.trainer.run.RunListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Shows on a terminal how a run is prepared. */
final class RunNotes implements RunListener {

  private final Terminal terminal;
  private final boolean inDetail;
  private final Deque<Runnable> shown = new ArrayDeque<>();

  RunNotes(Terminal terminal) {
    this(terminal, true);
  }

  /**
   * Notes on a terminal.
   *
   * @param inDetail whether what is chosen and forecast is shown, too
   */
  RunNotes(Terminal terminal, boolean inDetail) {
    this.terminal = terminal;
    this.inDetail = inDetail;
  }

  @Override
  public void note(String line) {
    if (inDetail) {
      terminal.note(line);
    }
  }

  @Override
  public void forecast(Forecast forecast) {
    ForecastLines.of(forecast).forEach(this::note);
  }

  @Override
  public void warn(String line) {
    terminal.warn(line);
  }

  @Override
  public Progress corpus() {
    CorpusProgress progress = new CorpusProgress(terminal);
    shown.push(progress::close);
    return progress;
  }

  @Override
  public TrainingProgress vocabulary() {
    TokenizerProgress progress = new TokenizerProgress(terminal, () -> false);
    shown.push(progress::close);
    return progress;
  }

  @Override
  public void over() {
    if (!shown.isEmpty()) {
      shown.pop().run();
    }
  }

  @Override
  public void indexed(TraceFile index) {
    terminal.note(
        String.format(
            Locale.ROOT,
            "index      %s in %s, for continuo trace (--no-index leaves it out)",
            Quantities.bytes((double) index.bytes()),
            Quantities.duration(index.seconds())));
  }

  @Override
  public void corpus(CorpusReport report) {
    terminal.note(
        String.format(
            Locale.ROOT,
            "corpus     %,d documents (%,d dropped), %,d training and %,d held-out tokens of %,d kinds",
            report.documentsKept(),
            report.documentsIn() - report.documentsKept(),
            report.training().tokens(),
            report.validation().tokens(),
            report.vocabularySize()));
    SkippedNotes.show(terminal, report.details().problems(), report.dropped());
  }
}
