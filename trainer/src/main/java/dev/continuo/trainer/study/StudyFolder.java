package dev.continuo.trainer.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.files.FileException;
import dev.continuo.tokenizer.files.ProcessLock;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.fit.ScalingLaw;
import dev.continuo.trainer.run.PreparedRun;
import dev.continuo.trainer.run.SharedCorpus;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.run.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The folder of a study: {@code study.json}, the corpus, and ordinary run folders below {@code
 * runs}. Runs that are finished are not repeated, one that was stopped or killed goes on.
 */
final class StudyFolder implements AutoCloseable {

  private static final String LOCK = "study.lock";
  private static final String RUNS = "runs";

  private final StudyRequest request;
  private final StudyListener listener;
  private final ProcessLock lock;
  private final CorpusFolder corpus;
  private final long trainingTokens;
  private final int vocabularySize;
  private final int endOfText;
  private StudyFile file;

  private StudyFolder(
      StudyRequest request,
      StudyListener listener,
      ProcessLock lock,
      CorpusFolder corpus,
      StudyFile asked)
      throws IOException {
    this.request = request;
    this.listener = listener;
    this.lock = lock;
    this.corpus = corpus;
    try (Shard shard = Shard.open(corpus.trainingShard());
        Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer())) {
      trainingTokens = shard.tokenCount();
      vocabularySize = tokenizer.vocabularySize();
      endOfText = tokenizer.endOfText().orElse(-1);
    }
    Path path = file();
    if (Files.exists(path)) {
      file = StudyFile.read(path);
      file.requireSame(path, asked);
    } else {
      file = asked;
      file.write(path);
    }
  }

  /** The study was stopped; all that is finished is kept. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Opens a study, or begins one in a folder that does not exist or is empty.
   *
   * @throws TrainingException where the folder holds something else, or another study
   */
  static StudyFolder open(String kind, StudyRequest request, StudyListener listener) {
    Path folder = request.folder();
    TrainRequest text = new TrainRequest(request.text(), folder, ofText(request.settings()));
    ProcessLock lock = null;
    boolean opened = false;
    try {
      requireFree(folder);
      Files.createDirectories(folder);
      lock = ProcessLock.take(folder.resolve(LOCK));
      if (lock == null) {
        throw new TrainingException(
            folder + ": another process makes this study; wait for it or stop it");
      }
      CorpusFolder corpus = SharedCorpus.prepare(text, folder, listener.run());
      String fingerprint;
      try (Shard shard = Shard.open(corpus.trainingShard())) {
        fingerprint = shard.fingerprint();
      }
      StudyFile asked = StudyFile.of(kind, written(request.settings()), fingerprint);
      StudyFolder study = new StudyFolder(request, listener, lock, corpus, asked);
      opened = true;
      return study;
    } catch (IOException e) {
      throw new TrainingException(
          folder
              + ": cannot be written ("
              + FileException.reason(e)
              + "); choose a writable folder",
          e);
    } finally {
      if (!opened && lock != null) {
        release(lock, folder);
      }
    }
  }

  private static void requireFree(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    if (!Files.exists(folder) || (Files.isRegularFile(lock) && Files.size(lock) == 0)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new TrainingException(folder + ": expected a folder for the study, found a file");
    }
    try (Stream<Path> children = Files.list(folder)) {
      if (children.findAny().isPresent()) {
        throw new TrainingException(
            folder + ": holds files that are not a study's; choose another folder");
      }
    }
  }

  private static Settings ofText(Settings settings) {
    Settings ofText = Settings.NONE;
    for (Setting<?> setting : TextSettings.ALL) {
      ofText = Recipe.copied(settings, ofText, setting);
    }
    return ofText;
  }

  /** Settings as a person writes them, by name. */
  static SortedMap<String, String> written(Settings settings) {
    SortedMap<String, String> written = new TreeMap<>();
    for (Setting<?> setting : settings.given()) {
      Object value = settings.find(setting);
      if (value != null) {
        written.put(setting.name(), Setting.text(value));
      }
    }
    return written;
  }

  Path file() {
    return request.folder().resolve(StudyFile.NAME);
  }

  /** The folder of the study. */
  Path path() {
    return request.folder();
  }

  /** The folder of a run. */
  Path run(String name) {
    return request.folder().resolve(RUNS).resolve(name);
  }

  CorpusFolder corpus() {
    return corpus;
  }

  /** U, the tokens of the training text. */
  long trainingTokens() {
    return trainingTokens;
  }

  int vocabularySize() {
    return vocabularySize;
  }

  /** The id that ends a document, or -1. */
  int endOfText() {
    return endOfText;
  }

  StudyListener listener() {
    return listener;
  }

  StudyFile state() {
    return file;
  }

  /** Something that was planned, predicted or found; kept at once. */
  void find(String name, Object finding) {
    file.findings().set(name, StudyFile.JSON.valueToTree(finding));
    file.write(file());
  }

  /** What was found before, or nothing. */
  Optional<JsonNode> found(String name) {
    return Optional.ofNullable(file.findings().get(name));
  }

  /**
   * A run on the study's corpus: trained now, or gone on with, or read where it is finished.
   *
   * @throws StoppedException where a stop is asked for before its end
   */
  StudyRun train(String name, Settings settings) {
    Path folder = run(name);
    RunPaths paths = new RunPaths(folder);
    StudyRun run =
        Files.exists(paths.runFile()) && RunFile.read(paths.runFile()).outcome() != null
            ? read(name, settings)
            : trained(name, settings);
    file = file.with(run);
    file.write(file());
    listener.finished(run);
    return run;
  }

  private StudyRun trained(String name, Settings settings) {
    if (request.stop().getAsBoolean()) {
      throw new StoppedException();
    }
    Path folder = run(name);
    try {
      Files.createDirectories(folder.getParent());
    } catch (IOException e) {
      throw new TrainingException(
          folder + ": cannot be written (" + FileException.reason(e) + ")", e);
    }
    boolean begun = Files.exists(new RunPaths(folder).runFile());
    try (PreparedRun prepared =
        begun
            ? PreparedRun.resumed(new TrainRequest(null, folder, Settings.NONE), listener.run())
            : PreparedRun.of(
                new TrainRequest(
                    CorpusOptions.of(List.of(corpus.path())),
                    folder,
                    settings.with(TrainingSettings.INDEX, false)),
                listener.run())) {
      if (prepared.train(listener.begins(name), null, request.stop()).isEmpty()) {
        throw new StoppedException();
      }
    }
    return read(name, settings);
  }

  private StudyRun read(String name, Settings settings) {
    Path folder = run(name);
    RunFile run = RunFile.read(new RunPaths(folder).runFile());
    ModelConfig model = ConfigFile.read(folder.resolve(ConfigFile.NAME));
    RunFile.Outcome outcome = run.outcome();
    if (outcome == null) {
      throw new TrainingException(folder + ": is not finished");
    }
    return new StudyRun(
        name,
        written(settings),
        model.parameterCount(),
        multiplied(model),
        (double) outcome.tokens() / trainingTokens,
        ScalingLaw.effectiveTokens((double) trainingTokens, (double) outcome.tokens()),
        outcome);
  }

  /** The weights of matrices that each token is multiplied with. */
  static double multiplied(ModelConfig model) {
    return model.trainingFlopsPerToken(0) / 6;
  }

  @Override
  public void close() {
    release(lock, request.folder());
  }

  private static void release(ProcessLock lock, Path folder) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new TrainingException(folder + ": its lock cannot be released (" + e + ")", e);
    }
  }
}
