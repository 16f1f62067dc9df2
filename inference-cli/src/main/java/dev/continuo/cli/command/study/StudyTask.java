package dev.continuo.cli.command.study;

import dev.continuo.cli.command.option.OutputMixin;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.cli.train.StopRequest;
import dev.continuo.cli.train.StudyNotes;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.study.Study;
import dev.continuo.trainer.study.StudyRequest;
import dev.continuo.trainer.study.StudySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands of all studies have in common. */
abstract class StudyTask implements Callable<Integer> {

  private static final int DONE = 0;
  private static final int STOPPED = 1;

  private final Study study;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TEXT",
      arity = "1..*",
      description = "Text files or folders, or one corpus folder.")
  private List<Path> inputs;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "STUDY",
      required = true,
      description = "The study's folder; a study that was stopped goes on in it.")
  private Path folder;

  @Mixin private OutputMixin output;

  StudyTask(Study study) {
    this.study = study;
  }

  /** The settings of a study and of its runs, as options. */
  abstract static class Options extends SettingOptions {
    Options(Study study) {
      super(sections(study));
    }
  }

  static Map<String, List<Setting<?>>> sections(Study study) {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    sections.put("The study", StudySettings.of(study));
    sections.put("The text", TextSettings.ALL);
    sections.put("Batches", TrainingSettings.BATCHES);
    sections.put("Optimizer and loss", TrainingSettings.RECIPE);
    sections.put("The machine", TrainingSettings.MACHINE);
    return sections;
  }

  @Override
  public Integer call() throws IOException {
    Settings settings =
        SettingOptions.parsed(
            spec, sections(study).values().stream().<Setting<?>>flatMap(List::stream));
    CorpusOptions text = TextSettings.text(inputs).withSeed(settings.get(TrainingSettings.SEED));
    Terminal terminal = output.terminal(spec.commandLine());
    StudyNotes notes = new StudyNotes(terminal);
    Optional<Path> page;
    try (StopRequest stop = StopRequest.savingOnInterrupt(terminal)) {
      page = study.run(new StudyRequest(text, folder, settings, stop), notes);
    } finally {
      terminal.clear();
    }
    if (page.isEmpty()) {
      terminal.note("stopped and saved; the same command goes on");
      return STOPPED;
    }
    terminal.note("page: " + page.get());
    if (output.json()) {
      spec.commandLine().getOut().print(Files.readString(folder.resolve("study.json")));
    } else {
      notes.findings().forEach(spec.commandLine().getOut()::println);
    }
    return DONE;
  }
}
