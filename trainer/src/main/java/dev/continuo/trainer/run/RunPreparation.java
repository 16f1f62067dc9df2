package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.CONFIG;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.ENGINE;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.INDEX;
import static dev.continuo.trainer.config.TrainingSettings.OVERWRITE;

import ai.djl.engine.Engine;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.backend.ComputedParts;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.ComputeDevice;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Devices;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final TrainRequest request;
  private final RunListener listener;

  private RunPreparation(TrainRequest request, RunListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /** Refuses, before any work, what cannot be asked for, or not there. */
  static void check(TrainRequest request) {
    request.check();
    RunFolders.requireFree(request.run(), request.settings().find(OVERWRITE, false));
    Defaults.check(request.settings());
    Path from = request.settings().find(FROM);
    if (from != null) {
      RunFolders.requireOutside(request.run(), from);
    }
    Path described = from == null ? request.settings().find(CONFIG) : from.resolve(ConfigFile.NAME);
    if (described != null && Files.isRegularFile(described)) {
      ModelConfig model = ConfigFile.read(described);
      ComputedParts.requireTraining(
          model,
          Math.min(model.contextLength(), request.settings().find(CONTEXT, model.contextLength())),
          Devices.of(request.settings().get(DEVICE)) == ComputeDevice.CPU
              && request.settings().get(ENGINE) == TrainingConfig.Engine.CONTINUO);
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
    try (PreparationFolder folder = new PreparationFolder(lock)) {
      new RunPreparation(request, listener).fill(folder.run());
      folder.moveIn();
    } catch (IOException e) {
      throw new TrainingException(request.run() + ": cannot be written: " + e, e);
    }
  }

  private void fill(RunPaths run) throws IOException {
    Files.createDirectories(run.own());
    Path tokenizerFile = run.root().resolve(Tokenizers.FILE_NAME);
    CorpusFolder corpus = new RunCorpus(request, listener).prepare(run.corpus(), tokenizerFile);
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile);
        Shard training = Shard.open(corpus.trainingShard());
        Shard validation = Shard.open(corpus.validationShard())) {
      if (!RunCorpus.beginsAsPrompts(training, tokenizer)) {
        listener.note(
            "corpus     its documents do not begin with "
                + tokenizer.bosTokens().name()
                + ", which the tokenizer puts before every text; build it again");
      }
      Integer most = longestContext();
      Settings chosen =
          RunChoice.of(
              request.settings(),
              tokenizer.vocabularySize(),
              training.tokenCount(),
              most == null ? Integer.MAX_VALUE : most,
              SpeedTrial::tokensPerSecond,
              listener);
      ModelConfig model = modelConfig(chosen, tokenizer);
      ConfigFile.write(model, tokenizer.bosTokens().first(), run.root().resolve(ConfigFile.NAME));
      writeGeneration(
          model, tokenizer.bosTokens().first(), run.root().resolve(ConfigFile.GENERATION_NAME));
      Path from = request.settings().find(FROM);
      if (from != null) {
        requireWeights(from);
      }
      TrainingConfig config = Defaults.training(chosen, model, training);
      new RunConfig(model, config).requireMemory(chosen);
      if (validation.tokenCount() < 2) {
        throw new TrainingException(
            "the held-out text has fewer than two tokens; give more text, or some by %s",
            TextSettings.VAL);
      }
      if (isOwn(corpus, run)) {
        TrainingInputs.of(request).write(run.text());
      }
      RunFile.Index index = null;
      if (request.settings().get(INDEX)) {
        index = RunTrace.write(run, corpus, listener);
      }
      RunFile.Corpus shards =
          new RunFile.Corpus(
              isOwn(corpus, run) ? null : corpus.path().toAbsolutePath().toString(),
              training.fingerprint(),
              validation.fingerprint());
      new RunFile(
              RunFile.VERSION,
              config,
              shards,
              from == null ? null : from.toAbsolutePath().toString(),
              model.parameterCount(),
              versions(),
              index,
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
    Path from = request.settings().find(FROM);
    Path given = from == null ? file : from.resolve(ConfigFile.GENERATION_NAME);
    if (from != null && Files.exists(given)) {
      AtomicFile.write(file, Files.readAllBytes(given));
    } else {
      ConfigFile.writeGeneration(model, beginOfText, file);
    }
  }

  private static boolean isOwn(CorpusFolder corpus, RunPaths run) {
    return corpus.path().equals(run.corpus());
  }

  /** Where the net is not the preset of a depth, the file that describes it. */
  private @Nullable Path configFile() {
    Path from = request.settings().find(FROM);
    return from == null ? request.settings().find(CONFIG) : from.resolve(ConfigFile.NAME);
  }

  private @Nullable Integer longestContext() {
    Path file = configFile();
    return file == null ? null : ConfigFile.read(file).contextLength();
  }

  private ModelConfig modelConfig(Settings chosen, Tokenizer tokenizer) {
    Path file = configFile();
    if (file == null) {
      return Defaults.model(
          chosen,
          tokenizer.vocabularySize(),
          Defaults.context(chosen),
          tokenizer.endOfText().orElse(-1));
    }
    ModelConfig config = ConfigFile.read(file);
    Integer context = request.settings().find(CONTEXT);
    requireAtLeast(file, "vocab_size", config.vocabularySize(), tokenizer.vocabularySize());
    if (context != null) {
      requireAtLeast(file, "max_position_embeddings", config.contextLength(), context);
    }
    return config;
  }

  private static void requireAtLeast(Path file, String key, int found, int needed) {
    if (found < needed) {
      throw new TrainingException(
          "%s: %s: expected at least %d, as the tokenizer or %s needs, found %d",
          file, key, needed, CONTEXT, found);
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
