package dev.continuo.trainer.run;

import ai.djl.engine.Engine;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.bench.TrainingBench;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.engine.TrainingEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything before the first step: corpus, tokenizer, shards, configuration. It is made in a
 * folder of the run's own and moved into place when it is whole.
 */
final class RunPreparation {

  private static final double WARM_UP_SECONDS = 2;
  private static final double MEASURED_SECONDS = 4;

  private final TrainRequest request;
  private final RunListener listener;

  private RunPreparation(TrainRequest request, RunListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /** Refuses, before any work, what cannot be asked for, or not there. */
  static void check(TrainRequest request) {
    RunFolders.requireFree(request.run(), request.overwrite());
    Defaults.check(request);
    Path from = request.net().from();
    if (from != null) {
      RunFolders.requireOutside(request.run(), from);
    }
    request.corpus().inputs().stream()
        .filter(CorpusFolder::isCorpus)
        .forEach(corpus -> RunFolders.requireOutside(request.run(), corpus));
    Stream.concat(request.corpus().inputs().stream(), request.corpus().validationFile().stream())
        .filter(Files::exists)
        .forEach(text -> RunFolders.requireOutsideOfRun(request.run(), text));
  }

  /** Prepares a run in its folder; what was there stays until it is whole. */
  static void prepare(TrainRequest request, RunLock lock, RunListener listener) {
    check(request);
    try (Preparing preparing = new Preparing(lock)) {
      new RunPreparation(request, listener).fill(RunFolders.filled(preparing.scratch()));
      preparing.moveIn();
    } catch (IOException e) {
      throw new TrainingException(request.run() + ": cannot be written: " + e, e);
    }
  }

  /** The scratch folder of a preparation, which goes with it, also when the program is stopped. */
  private static final class Preparing implements AutoCloseable {

    private final RunLock lock;
    private final Scratch scratch;
    private final Thread hook = new Thread(this::stopped);
    private boolean stopped;

    Preparing(RunLock lock) throws IOException {
      this.lock = lock;
      scratch = lock.preparing();
      Runtime.getRuntime().addShutdownHook(hook);
    }

    Scratch scratch() {
      return scratch;
    }

    /** Not beside the end of the program, which deletes the folder. */
    synchronized void moveIn() throws IOException {
      if (stopped) {
        throw new TrainingException(lock.run().root() + ": was stopped before its first step");
      }
      RunFolders.moveIn(scratch, lock.run());
    }

    @Override
    public void close() throws IOException {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        return;
      }
      delete();
    }

    private void delete() throws IOException {
      if (RunFolders.isHalfExchanged(lock.run())) {
        scratch.close(); // what could not be put back waits there
      } else {
        scratch.delete();
      }
    }

    private synchronized void stopped() {
      stopped = true;
      try {
        delete();
        lock.close();
      } catch (IOException | TrainingException e) {
        System.getLogger(RunPreparation.class.getName())
            .log(System.Logger.Level.WARNING, scratch.path() + ": cannot be deleted", e);
      }
    }
  }

  private void fill(RunPaths run) throws IOException {
    Files.createDirectories(run.own());
    Path tokenizerFile = run.root().resolve(Tokenizers.FILE_NAME);
    CorpusFolder corpus = corpus(run, tokenizerFile);
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile);
        Shard training = Shard.open(corpus.trainingShard());
        Shard validation = Shard.open(corpus.validationShard())) {
      if (!beginsAsItShould(training, tokenizer)) {
        listener.note(
            "corpus     its documents do not begin with "
                + tokenizer.bosTokens().name()
                + ", which the tokenizer puts before every text; build it again");
      }
      Integer most = longestContext();
      TrainRequest chosen =
          RunChoice.of(
              request,
              tokenizer.vocabularySize(),
              training.tokenCount(),
              most == null ? Integer.MAX_VALUE : most,
              RunPreparation::tokensPerSecond,
              listener);
      ModelConfig model = modelConfig(chosen, tokenizer);
      ConfigFile.write(model, tokenizer.bosTokens().first(), run.root().resolve(ConfigFile.NAME));
      writeGeneration(
          model, tokenizer.bosTokens().first(), run.root().resolve(ConfigFile.GENERATION_NAME));
      if (request.net().from() != null) {
        requireWeights(request.net().from());
      }
      TrainingConfig config = Defaults.training(chosen, model, training);
      new Plan(model, config).requireMemory(chosen.net());
      if (validation.tokenCount() < 2) {
        throw new TrainingException(
            "the held-out text has fewer than two tokens; give more text, or some with --val");
      }
      if (isOwn(corpus, run)) {
        NamedText.of(request).write(run);
      }
      RunFile.Corpus shards =
          new RunFile.Corpus(
              isOwn(corpus, run) ? null : corpus.path().toAbsolutePath().toString(),
              training.fingerprint(),
              validation.fingerprint());
      Path from = request.net().from();
      new RunFile(
              RunFile.VERSION,
              config,
              shards,
              from == null ? null : from.toAbsolutePath().toString(),
              model.parameterCount(),
              versions(),
              null)
          .write(run.runFile());
    }
  }

  /** Refuses weights that are missing or another net's, as long as an older run is in its place. */
  private static void requireWeights(Path from) {
    try (ModelSource source = ModelSource.open(from)) {
      WeightNames.of(source.config()).forEach(source.weights()::tensor);
    }
  }

  private void writeGeneration(ModelConfig model, int beginOfText, Path file) throws IOException {
    Path from = request.net().from();
    Path given = from == null ? file : from.resolve(ConfigFile.GENERATION_NAME);
    if (from != null && Files.exists(given)) {
      AtomicFile.write(file, Files.readAllBytes(given));
    } else {
      ConfigFile.writeGeneration(model, beginOfText, file);
    }
  }

  /** Whether documents begin as prompts will, or with the end of the document before. */
  private static boolean beginsAsItShould(Shard shard, Tokenizer tokenizer) {
    int begin = tokenizer.bosTokens().first();
    return begin < 0
        || shard.tokenCount() == 0
        || shard.token(0) == begin
        || tokenizer.endOfText().orElse(-1) == begin;
  }

  private static boolean isOwn(CorpusFolder corpus, RunPaths run) {
    return corpus.path().equals(run.corpus());
  }

  private CorpusFolder corpus(RunPaths run, Path tokenizerFile) throws IOException {
    Path first = request.corpus().inputs().getFirst();
    Path from = request.net().from() == null ? null : tokenizerOf(request.net().from());
    if (CorpusFolder.isCorpus(first)) {
      if (request.corpus().inputs().size() > 1) {
        throw new TrainingException(
            first + ": a corpus folder cannot be combined with other inputs");
      }
      CorpusFolder folder = new CorpusFolder(first);
      folder.report().both().unknownNote().ifPresent(this::noteUnknown);
      TokenizerChoice.copy(folder.tokenizer(), tokenizerFile);
      if (from != null && Files.mismatch(folder.tokenizer(), from) >= 0) {
        throw new TrainingException(
            "%s: was made with another tokenizer than %s; build the corpus with that one"
                .formatted(first, from));
      }
      return folder;
    }
    WorkOptions work = WorkOptions.DEFAULT.withPassingFolder(run.own().resolve("corpus.work"));
    CorpusReport report;
    try (Corpus corpus = Corpus.open(request.corpus(), work)) {
      report = write(corpus, from, run, tokenizerFile);
    }
    listener.corpus(report);
    report.both().unknownNote().ifPresent(this::noteUnknown);
    return new CorpusFolder(run.corpus());
  }

  private CorpusReport write(Corpus corpus, @Nullable Path from, RunPaths run, Path tokenizerFile) {
    Progress progress = listener.corpus();
    try {
      TokenizerChoice.make(
          from == null ? request.vocabulary().tokenizer() : from.toString(),
          vocabularySize(corpus),
          () -> corpus.trainingTexts(progress),
          tokenizerFile,
          listener);
      try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
        return corpus.write(run.corpus(), false, tokenizer, tokenizerFile, progress);
      }
    } finally {
      listener.over();
    }
  }

  private void noteUnknown(String note) {
    listener.note("unknown    " + note);
  }

  private static Path tokenizerOf(Path folder) {
    Path file = folder.resolve(Tokenizers.FILE_NAME);
    if (!Files.isRegularFile(file)) {
      throw new TrainingException(
          file
              + ": there is no such file; --from expects a HuggingFace folder with a tokenizer.json");
    }
    return file;
  }

  private int vocabularySize(Corpus corpus) {
    Integer asked = request.vocabulary().size();
    return asked != null ? asked : Defaults.vocabularySize(corpus.inputBytes());
  }

  /** Where the net is not of the dial, the file that describes it. */
  private @Nullable Path configFile() {
    Path from = request.net().from();
    return from == null ? request.net().config() : from.resolve(ConfigFile.NAME);
  }

  private @Nullable Integer longestContext() {
    Path file = configFile();
    return file == null ? null : ConfigFile.read(file).contextLength();
  }

  private ModelConfig modelConfig(TrainRequest chosen, Tokenizer tokenizer) {
    Path file = configFile();
    if (file == null) {
      return Defaults.model(
          chosen.net(),
          tokenizer.vocabularySize(),
          Defaults.context(chosen.training()),
          tokenizer.endOfText().orElse(-1));
    }
    ModelConfig config = ConfigFile.read(file);
    Integer context = request.training().context();
    requireAtLeast(file, "vocab_size", config.vocabularySize(), tokenizer.vocabularySize());
    if (context != null) {
      requireAtLeast(file, "max_position_embeddings", config.contextLength(), context);
    }
    return config;
  }

  /**
   * Measures some steps. On the CPU those of a tiny net come first: it runs the same loops more
   * often, so that Java compiles them sooner, for the run too.
   */
  private static double tokensPerSecond(Plan plan) {
    ModelConfig model = plan.model();
    if (Devices.of(plan.training().device()) == ComputeDevice.CPU) {
      ModelConfig tiny =
          ModelConfig.ofDepth(1, model.vocabularySize(), model.contextLength(), model.endOfText());
      secondsPerStep(new Plan(tiny, plan.training()), WARM_UP_SECONDS);
    }
    return plan.training().batch().tokens() / secondsPerStep(plan, MEASURED_SECONDS);
  }

  private static double secondsPerStep(Plan plan, double seconds) {
    try (TrainingEngine engine = TrainingEngines.of(plan.model(), plan.training())) {
      return TrainingBench.secondsPerStep(engine, plan.training(), seconds, Long.MAX_VALUE);
    }
  }

  private static void requireAtLeast(Path file, String key, int found, int needed) {
    if (found < needed) {
      throw new TrainingException(
          String.format(
              Locale.ROOT,
              "%s: %s: expected at least %d, as the tokenizer or --context needs, found %d",
              file,
              key,
              needed,
              found));
    }
  }

  private static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("djl", Engine.class.getPackage().getImplementationVersion());
    if (Libtorch.isThere()) {
      versions.put("engine", Engine.getInstance().getEngineName());
      versions.put("libtorch", Engine.getInstance().getVersion());
    }
    versions.values().removeIf(Objects::isNull);
    return versions;
  }
}
