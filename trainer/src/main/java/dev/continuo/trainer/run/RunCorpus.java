package dev.continuo.trainer.run;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The corpus that a run trains on: a folder that was given, or built of text in the run's own. */
final class RunCorpus {

  private final TrainRequest request;
  private final RunListener listener;

  RunCorpus(TrainRequest request, RunListener listener) {
    this.request = request;
    this.listener = listener;
  }

  /**
   * The corpus of a run, its tokenizer copied or learned.
   *
   * @param folder where it is built, where it is not one already
   */
  CorpusFolder prepare(Path folder, Path tokenizerFile) throws IOException {
    CorpusOptions corpusOptions = request.corpus();
    Path first = corpusOptions.inputs().getFirst();
    Path model = request.settings().find(TrainingSettings.FROM);
    Path from = model == null ? null : tokenizerOf(model);
    if (CorpusFolder.isCorpus(first)) {
      if (corpusOptions.inputs().size() > 1) {
        throw new TrainingException(
            first + ": a corpus folder cannot be combined with other inputs");
      }
      CorpusFolder given = new CorpusFolder(first);
      given.report().both().unknownNote().ifPresent(this::noteUnknown);
      TokenizerChoice.copy(given.tokenizer(), tokenizerFile);
      if (from != null && Files.mismatch(given.tokenizer(), from) >= 0) {
        throw new TrainingException(
            "%s: was made with another tokenizer than %s; build the corpus with that one"
                .formatted(first, from));
      }
      return given;
    }
    WorkOptions work =
        WorkOptions.DEFAULT.withTemporaryFolder(folder.resolveSibling("corpus.work"));
    CorpusReport report;
    try (Corpus corpus = request.steps().apply(Corpus.build(corpusOptions)).work(work).open()) {
      report = write(corpus, from, folder, tokenizerFile);
    }
    listener.corpus(report);
    report.both().unknownNote().ifPresent(this::noteUnknown);
    return new CorpusFolder(folder);
  }

  private CorpusReport write(Corpus corpus, @Nullable Path from, Path folder, Path tokenizerFile) {
    Progress progress = listener.corpus();
    try {
      TokenizerChoice.make(
          from == null ? request.settings().get(TextSettings.TOKENIZER) : from.toString(),
          vocabularySize(corpus),
          () -> corpus.trainingTexts(progress),
          tokenizerFile,
          listener);
      try (Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
        return corpus.write(folder, false, tokenizer, tokenizerFile, progress);
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
          "%s: there is no such file; %s expects a HuggingFace folder with a tokenizer.json",
          file, TrainingSettings.FROM);
    }
    return file;
  }

  private int vocabularySize(Corpus corpus) {
    Integer asked = request.settings().find(TextSettings.VOCAB_SIZE);
    return asked != null ? asked : Defaults.vocabularySize(corpus.inputBytes());
  }

  /** Whether documents begin as prompts do, or with the end of the document before. */
  static boolean beginsAsPrompts(Shard shard, Tokenizer tokenizer) {
    int begin = tokenizer.bosTokens().first();
    return begin < 0
        || shard.tokenCount() == 0
        || shard.token(0) == begin
        || tokenizer.endOfText().orElse(-1) == begin;
  }
}
