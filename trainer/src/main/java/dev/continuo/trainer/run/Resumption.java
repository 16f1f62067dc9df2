package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.CHECKPOINT_MINUTES;
import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.OF_RESUMED_RUNS;
import static dev.continuo.trainer.config.TrainingSettings.OVERWRITE;
import static dev.continuo.trainer.run.TextSettings.TOKENIZER;
import static dev.continuo.trainer.run.TextSettings.VAL;
import static dev.continuo.trainer.run.TextSettings.VAL_SHARE;
import static dev.continuo.trainer.run.TextSettings.VOCAB_SIZE;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.OptimizerChoice;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.run.TrainingInputs.Part;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run that goes on is asked for what it was asked for when it began, so that the same
 * command goes on. What is left out stays as it was.
 */
final class Resumption {

  private static final String TEXT = "the text";
  private static final String ADDED_STEPS = "the list of added steps";
  private static final String ADDED_FORMATS = "the list of added formats";

  /** Recorded beside the text alone, which runs on a corpus folder do not have. */
  private static final Set<Setting<?>> OF_TEXT =
      Set.of(VAL, VAL_SHARE, ReadSettings.SPLIT, VOCAB_SIZE);

  private final RunPaths run;
  private final RunFile file;
  private final TrainRequest request;
  private final Settings settings;
  private final ModelConfig model;
  private final @Nullable TrainingInputs inputs;
  private final List<String> differences = new ArrayList<>();
  private final List<Object> named = new ArrayList<>();

  private Resumption(RunPaths run, RunFile file, TrainRequest request) {
    this.run = run;
    this.file = file;
    this.request = request;
    settings = request.settings();
    model = ConfigFile.read(run.root().resolve(ConfigFile.NAME));
    inputs = TrainingInputs.read(run.text());
  }

  /**
   * Refuses what differs from the settings of the run.
   *
   * @throws UsageException says all that differs
   */
  static void check(RunPaths run, RunFile file, TrainRequest request) {
    Resumption resumption = new Resumption(run, file, request);
    resumption.compareText();
    resumption.compareAdditions();
    resumption.compareSettings();
    if (!resumption.differences.isEmpty()) {
      throw resumption.different();
    }
  }

  private UsageException different() {
    List<Object> parts = new ArrayList<>(List.of(run.root()));
    parts.addAll(named);
    parts.add(OVERWRITE);
    return new UsageException(
        "%s: this is not what the run began with: "
            + String.join("; ", differences)
            + "; leave that out to resume, or train anew with %s",
        parts.toArray());
  }

  /** Something that differs, said by a pattern. */
  private void differs(String pattern, Object... parts) {
    differences.add(pattern);
    Collections.addAll(named, parts);
  }

  private void compareSettings() {
    Settings had = RunSettings.of(file, model, inputs);
    for (Setting<?> setting : settings.given()) {
      if (OF_RESUMED_RUNS.contains(setting)) {
        continue;
      }
      if (setting.equals(CONFIG)) {
        compareConfig();
      } else if (!isRecorded(setting)) {
        differs("%s is not recorded for this run", setting);
      } else if (setting.equals(TOKENIZER)) {
        compareTokenizer(settings.get(TOKENIZER));
      } else if (setting.equals(VAL)) {
        compareValidation();
      } else {
        compare(setting, had);
      }
    }
  }

  private boolean isRecorded(Setting<?> setting) {
    if (OF_TEXT.contains(setting)) {
      return inputs != null;
    }
    return !TextSettings.READING.contains(setting) || (inputs != null && inputs.reading() != null);
  }

  private void compare(Setting<?> setting, Settings had) {
    Object value = had.find(setting);
    Object asked = settings.find(setting);
    boolean same =
        switch (asked) {
          case Path path -> path.toAbsolutePath().equals(value);
          case String _ when setting.equals(ReadSettings.ENCODING) -> isEncoding(value);
          case Double minutes when setting.equals(CHECKPOINT_MINUTES) ->
              minutes * 60 == file.training().saving().seconds();
          case PrecisionChoice precision when precision == PrecisionChoice.AUTO -> true;
          case OptimizerChoice optimizer when optimizer == OptimizerChoice.AUTO -> true;
          case null, default -> Objects.equals(asked, value);
        };
    if (!same) {
      wasOther(setting, text(value), text(asked));
    }
  }

  /** An encoding has several names. */
  private boolean isEncoding(@Nullable Object name) {
    return TextSettings.reading(settings, ReadOptions.DEFAULT)
        .encoding()
        .map(Charset::name)
        .equals(Optional.ofNullable(name));
  }

  private void wasOther(Object what, String had, String asked) {
    differs("%s was %s, is %s now", what, had, asked);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "none" : Setting.text(value);
  }

  private void compareConfig() {
    Path config = settings.find(CONFIG);
    if (config != null && !ConfigFile.read(config).equals(model)) {
      differs("%s %s describes a different net", CONFIG, config);
    }
  }

  private void compareValidation() {
    Path validation = settings.find(VAL);
    if (validation != null && inputs != null) {
      Part had = inputs.validation();
      Part asked = Part.of(validation);
      if (!asked.isSameAs(had)) {
        wasOther(VAL, had == null ? "none" : had.described(), asked.described());
      }
    }
  }

  /** A choice of a kind by its name, a file by what is in it. */
  private void compareTokenizer(String asked) {
    if (inputs != null && asked.equals(inputs.tokenizer())) {
      return;
    }
    Path own = run.root().resolve(Tokenizers.FILE_NAME);
    try {
      if (!Files.isRegularFile(Path.of(asked)) || Files.mismatch(Path.of(asked), own) >= 0) {
        wasOther(TOKENIZER, inputs == null ? own.toString() : inputs.tokenizer(), asked);
      }
    } catch (IOException e) {
      throw new TrainingException(asked + ": cannot be read: " + e, e);
    }
  }

  private void compareText() {
    if (request.text() == null) {
      return;
    }
    List<Path> asked = request.text().inputs();
    String folder = file.corpus().folder();
    Path first = asked.getFirst();
    if (CorpusFolder.isCorpus(first)) {
      try (Shard shard = Shard.open(new CorpusFolder(first).trainingShard())) {
        if (!shard.fingerprint().equals(file.corpus().trainingFingerprint())) {
          wasOther(TEXT, folder == null ? "the run's own" : folder, first.toString());
        }
      }
    } else if (folder != null) {
      wasOther(TEXT, folder, first.toString());
    } else if (inputs == null) {
      differs(TEXT + " is not recorded for this run");
    } else {
      List<Part> parts = asked.stream().map(Part::of).toList();
      if (parts.stream().anyMatch(part -> part.digest() == null)) {
        differs(TEXT + " cannot be compared: standard input and pipes cannot be read again");
      } else if (!inputs.hasText(parts)) {
        wasOther(TEXT, TrainingInputs.described(inputs.inputs()), TrainingInputs.described(parts));
      }
    }
  }

  /** What was added is left out like settings: then the text stays what it made of it. */
  private void compareAdditions() {
    if (request.text() == null || inputs == null) {
      return;
    }
    compareAdded(ADDED_STEPS, inputs.steps(), request.addedSteps());
    compareAdded(ADDED_FORMATS, inputs.formats(), request.addedFormats());
  }

  private void compareAdded(String what, @Nullable List<String> had, List<String> asked) {
    if (had != null && !asked.isEmpty() && !asked.equals(had)) {
      wasOther(what, described(had), described(asked));
    }
  }

  private static String described(List<String> added) {
    return added.isEmpty() ? "none" : String.join(", ", added);
  }
}
