package dev.continuo.cli.command.study;

import dev.continuo.trainer.study.Study;
import picocli.CommandLine.Command;

/** {@code continuo study scaling}. */
@Command(
    name = "scaling",
    modelTransformer = StudyScalingCommand.Options.class,
    description =
        "Fit a scaling law, predict the loss of a larger net, then train that net to check.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  continuo study scaling novel.txt -o studies/scaling --minutes 60",
      "  continuo study scaling novel.txt -o studies/scaling --depths 1,2,3,4 --predict-depth 8"
    })
final class StudyScalingCommand extends StudyTask {

  StudyScalingCommand() {
    super(Study.SCALING);
  }

  static final class Options extends StudyTask.Options {
    Options() {
      super(Study.SCALING);
    }
  }
}
