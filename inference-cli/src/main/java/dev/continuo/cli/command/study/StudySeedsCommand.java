package dev.continuo.cli.command.study;

import dev.continuo.trainer.study.Study;
import picocli.CommandLine.Command;

/** {@code continuo study seeds}. */
@Command(
    name = "seeds",
    modelTransformer = StudySeedsCommand.Options.class,
    description =
        "Repeat a run with several seeds: how much of its loss is chance, and do other settings"
            + " make a difference?",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo study seeds novel.txt -o studies/seeds --seeds 5",
      "  continuo study seeds novel.txt -o studies/dropout --against dropout=0.1"
    })
final class StudySeedsCommand extends StudyTask {

  StudySeedsCommand() {
    super(Study.SEEDS);
  }

  static final class Options extends StudyTask.Options {
    Options() {
      super(Study.SEEDS);
    }
  }
}
