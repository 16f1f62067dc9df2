package dev.continuo.cli.train;

import ai.djl.engine.Engine;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.corpus.pipeline.Corpus;
import dev.continuo.corpus.pipeline.CorpusFolder;
import dev.continuo.corpus.pipeline.CorpusOptions;
import dev.continuo.corpus.pipeline.CorpusReport;
import dev.continuo.corpus.read.TextFiles;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.Folders;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything before the first step: corpus, tokenizer, shards, configuration. It is made beside the
 * run folder and moved into place when it is whole.
 */
public final class RunPreparation {

  private final TrainRequest request;
  private final Terminal terminal;

  private RunPreparation(TrainRequest request, Terminal terminal) {
    this.request = request;
    this.terminal = terminal;
  }

  /** Prepares a run; the folder it lies in. */
  public static RunPaths prepare(TrainRequest request, Terminal terminal) {
    RunFolders.requireFree(request.run(), request.overwrite());
    Defaults.check(request);
    Path part = RunFolders.createBeside(request.run());
    try {
      new RunPreparation(request, terminal).fill(new RunPaths(part));
      Folders.replace(part, request.run());
      return new RunPaths(request.run());
    } catch (IOException e) {
      throw new TrainingException(request.run() + ": cannot be written: " + e, e);
    } finally {
      RunFolders.deleteQuietly(part);
    }
  }

  private void fill(RunPaths run) throws IOException {
    Files.createDirectories(run.own());
    Path tokenizerFile = run.root().resolve(TokenizerChoice.FILE_NAME);
    CorpusFolder corpus = corpus(run, tokenizerFile);
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile);
        Shard training = Shard.open(corpus.trainingShard());
        Shard validation = Shard.open(corpus.validationShard())) {
      ModelConfig model = modelConfig(tokenizer);
      ConfigFile.write(model, run.root().resolve(ConfigFile.NAME));
      ConfigFile.writeGeneration(model, run.root().resolve(ConfigFile.GENERATION_NAME));
      TrainingConfig config = Defaults.training(request, model, training);
      if (validation.tokenCount() < 2) {
        throw new TrainingException(
            "the held-out text has fewer than two tokens; give more text, or some with --val");
      }
      RunFile.Corpus shards =
          new RunFile.Corpus(
              isOwn(corpus, run) ? null : corpus.path().toAbsolutePath().toString(),
              training.fingerprint(),
              validation.fingerprint());
      new RunFile(RunFile.VERSION, config, shards, model.parameterCount(), versions(), null)
          .write(run.runFile());
    }
  }

  private static boolean isOwn(CorpusFolder corpus, RunPaths run) {
    return corpus.path().equals(run.corpus());
  }

  private CorpusFolder corpus(RunPaths run, Path tokenizerFile) throws IOException {
    Path first = request.inputs().getFirst();
    if (CorpusFolder.isCorpus(first)) {
      if (request.inputs().size() > 1 || request.validation() != null) {
        throw new TrainingException(
            first + ": a corpus folder stands alone, without other inputs and --val");
      }
      CorpusFolder folder = new CorpusFolder(first);
      TokenizerChoice.copy(folder.tokenizer(), tokenizerFile);
      return folder;
    }
    CorpusOptions options = CorpusOptions.of(request.inputs()).withSeed(request.seed());
    if (request.validation() != null) {
      options = options.withValidationFile(request.validation());
    }
    if (request.validationShare() != null) {
      options = options.withValidationShare(request.validationShare());
    }
    Corpus corpus = Corpus.open(options);
    TokenizerChoice.make(request.tokenizer(), vocabularySize(), corpus, tokenizerFile, terminal);
    try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      CorpusReport report =
          corpus.write(
              run.corpus(),
              false,
              tokenizer,
              tokenizerFile,
              (documents, all) ->
                  terminal.status("tokenizing: %,d of %,d documents".formatted(documents, all)));
      terminal.note(describe(report));
    }
    return new CorpusFolder(run.corpus());
  }

  private int vocabularySize() throws IOException {
    if (request.vocabularySize() != null) {
      return request.vocabularySize();
    }
    long bytes = 0;
    for (Path file : TextFiles.find(request.inputs())) {
      bytes += Files.size(file);
    }
    return Defaults.vocabularySize(bytes);
  }

  private ModelConfig modelConfig(Tokenizer tokenizer) {
    int endOfText = tokenizer.endOfText().orElse(-1);
    if (request.modelConfig() == null) {
      return ModelConfig.ofDepth(
          request.depth(), tokenizer.vocabularySize(), request.context(), endOfText);
    }
    ModelConfig config = ConfigFile.read(request.modelConfig());
    if (config.vocabularySize() < tokenizer.vocabularySize()) {
      throw new TrainingException(
          request.modelConfig()
              + ": vocab_size "
              + config.vocabularySize()
              + " is smaller than the tokenizer's "
              + tokenizer.vocabularySize());
    }
    if (config.contextLength() < request.context()) {
      throw new TrainingException(
          request.modelConfig()
              + ": max_position_embeddings "
              + config.contextLength()
              + " is smaller than --context "
              + request.context());
    }
    return config;
  }

  private static String describe(CorpusReport report) {
    return String.format(
        Locale.ROOT,
        "corpus     %,d documents (%,d dropped), %,d training and %,d held-out tokens of %,d kinds",
        report.documentsKept(),
        report.documentsIn() - report.documentsKept(),
        report.training().tokens(),
        report.validation().tokens(),
        report.vocabularySize());
  }

  private static SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put("djl", Engine.class.getPackage().getImplementationVersion());
    versions.put("engine", Engine.getInstance().getEngineName());
    versions.put("libtorch", Engine.getInstance().getVersion());
    versions.values().removeIf(Objects::isNull);
    return versions;
  }
}
