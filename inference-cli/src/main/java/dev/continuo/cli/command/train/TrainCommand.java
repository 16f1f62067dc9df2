package dev.continuo.cli.command.train;

import static dev.continuo.trainer.config.TrainingSettings.RESUME;

import dev.continuo.cli.command.option.ExtensionMixin;
import dev.continuo.cli.command.option.OutputMixin;
import dev.continuo.cli.command.option.SettingOptions;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.cli.train.TrainingSession;
import dev.continuo.cli.train.TrainingView;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.run.TrainRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code continuo train}: raw text, or a corpus folder, to a run folder. */
@Command(
    name = "train",
    modelTransformer = TrainCommand.Options.class,
    description = "Train a model on text; the run folder opens in transformers too.",
    sortOptions = false,
    customSynopsis = "continuo train [OPTIONS] -o RUN [TEXT...]",
    footer = {
      "",
      "Examples:",
      "  continuo train novel.txt -o runs/novel --minutes 10",
      "  continuo train poems/ -o runs/poems --tokenizer char --depth 6 --steps 3000",
      "  continuo train letters/ -o runs/letters --from Qwen3-0.6B --minutes 60",
      "  continuo train novel.txt -o runs/novel --watch         and follow it in a browser",
      "  continuo train -o runs/novel --resume --minutes 20     go on, to 20 minutes in all"
    })
public final class TrainCommand implements Callable<Integer> {

  private static final int LARGEST_PORT = 65535;
  private static final Map<String, List<Setting<?>>> SETTINGS = settings();

  /** The settings of a training, as options. */
  static final class Options extends SettingOptions {
    Options() {
      super(SETTINGS);
    }

    @Override
    public CommandSpec transform(CommandSpec command) {
      String free =
          TrainingSettings.OF_RESUMED_RUNS.stream()
              .map(SettingOptions::name)
              .collect(Collectors.joining(", "));
      List<String> footer = new ArrayList<>(List.of(command.usageMessage().footer()));
      footer.add("");
      footer.add(
          "--resume continues with the run's own text and options; those given again must be the"
              + " same, except "
              + free
              + " and display options.");
      command.usageMessage().footer(footer.toArray(String[]::new));
      return super.transform(command);
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TEXT",
      arity = "0..*",
      description = "Text files or folders, or one corpus folder.")
  private List<Path> inputs = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "RUN",
      required = true,
      description = "The run folder.")
  private Path run;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "What the net continues at each evaluation (default: a held-out beginning).")
  private @Nullable String prompt;

  @Option(names = "--watch", description = "Serve the report on this machine while the run goes.")
  private boolean watch;

  @Option(
      names = "--watch-port",
      defaultValue = "6060",
      paramLabel = "PORT",
      description = "The port of --watch; 0 is any free one (default: ${DEFAULT-VALUE}).")
  private int watchPort;

  @Option(names = "--tensorboard", description = "Write event files for TensorBoard.")
  private boolean tensorBoard;

  @Mixin private ExtensionMixin extensions;

  @Mixin private OutputMixin output;

  private static Map<String, List<Setting<?>>> settings() {
    Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();
    sections.put("The run", List.of(RESUME, TrainingSettings.OVERWRITE, TrainingSettings.INDEX));
    sections.put("How long", TrainingSettings.BUDGET);
    sections.put("The net", TrainingSettings.NET);
    sections.put("The text", TextSettings.ALL);
    sections.put("Batches", TrainingSettings.BATCHES);
    sections.put("Optimizer and loss", TrainingSettings.RECIPE);
    sections.put("Evaluations and checkpoints", TrainingSettings.SAVING);
    sections.put("The machine", TrainingSettings.MACHINE);
    return sections;
  }

  @Override
  public Integer call() {
    Usage usage = new Usage(spec);
    usage.exclude("--resume", "--overwrite");
    boolean resume = usage.gives(SettingOptions.name(RESUME));
    if (!resume && inputs.isEmpty()) {
      throw usage.wrong("expected TEXT to train on, or --resume");
    }
    if (inputs.stream().anyMatch(CorpusFolder::isCorpus)) {
      usage.refuse(ExtensionMixin.NAMES, "applies to text, not to a corpus folder; leave it out");
    }
    if (!watch) {
      usage.refuse(List.of("--watch-port"), "has no effect without --watch; add it");
    }
    usage.within("--watch-port", watchPort, 0, LARGEST_PORT);
    TrainingSession session = new TrainingSession(spec.commandLine(), view());
    return resume ? session.resume(request()) : session.start(request());
  }

  private TrainingView view() {
    return new TrainingView(
        output.mode(), output.json(), watch ? watchPort : null, tensorBoard, prompt);
  }

  private TrainRequest request() {
    Settings settings =
        SettingOptions.parsed(
            spec,
            SETTINGS.values().stream()
                .<Setting<?>>flatMap(List::stream)
                .filter(setting -> !setting.equals(RESUME)));
    CorpusOptions text =
        inputs.isEmpty()
            ? null
            : TextSettings.text(inputs).withSeed(settings.get(TrainingSettings.SEED));
    return new TrainRequest(text, run, settings, extensions::applyTo);
  }
}
