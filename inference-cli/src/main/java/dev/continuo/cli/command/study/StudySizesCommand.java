package dev.continuo.cli.command.study;

import dev.continuo.trainer.study.Study;
import picocli.CommandLine.Command;

/** {@code continuo study sizes}. */
@Command(
    name = "sizes",
    modelTransformer = StudySizesCommand.Options.class,
    description = "Find which net is too small, where size stops helping, what a bottleneck saves.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo study sizes novel.txt -o studies/sizes --depths 1,2,3,4 --minutes 30"
    })
final class StudySizesCommand extends StudyTask {

  StudySizesCommand() {
    super(Study.SIZES);
  }

  static final class Options extends StudyTask.Options {
    Options() {
      super(Study.SIZES);
    }
  }
}
