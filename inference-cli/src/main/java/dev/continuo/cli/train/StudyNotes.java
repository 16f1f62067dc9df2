package dev.continuo.cli.train;

import dev.continuo.cli.terminal.Quantities;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.terminal.TrainingDisplay;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.run.RunListener;
import dev.continuo.trainer.study.StudyListener;
import dev.continuo.trainer.study.StudyRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows on a terminal how a study goes. */
public final class StudyNotes implements StudyListener {

  private final Terminal terminal;
  private final List<String> findings = new ArrayList<>();

  public StudyNotes(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What the study found, in lines. */
  public List<String> findings() {
    return findings;
  }

  @Override
  public void note(String line) {
    findings.add(line);
    terminal.write(Terminal.json().put("finding", line));
  }

  /** Of a run's preparation only what a person should look at, and long work. */
  @Override
  public RunListener run() {
    return new RunNotes(terminal, false);
  }

  @Override
  public TrainingListener begins(String name) {
    terminal.note("run        " + name);
    return new TrainingDisplay(terminal);
  }

  @Override
  public void finished(StudyRun run) {
    terminal.clear();
    terminal.note(
        String.format(
            Locale.ROOT,
            "           %s: %,d parameters, %,d tokens, loss %.4f, in %s",
            run.name(),
            run.parameters(),
            run.outcome().tokens(),
            run.outcome().valLoss(),
            Quantities.duration(run.outcome().seconds())));
  }
}
