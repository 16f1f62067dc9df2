package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.PairFile;
import dev.continuo.corpus.output.ShardFiles;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.report.ReportDetails;
import dev.continuo.corpus.report.ReportDetails.Amount;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
import java.util.stream.Stream;

/**
 * Files as a corpus: read, cleaned, filtered, deduplicated, and divided into training and
 * validation. The files are read once; intermediate results lie in a work folder until the corpus
 * is closed, so memory does not grow with it. Not thread-safe.
 */
public final class Corpus implements AutoCloseable {

  private final CorpusOptions options;
  private final WorkOptions work;
  private final Inputs inputs;
  private final Preparation preparation;
  private final OutputFiles outputs;

  Corpus(CorpusOptions options, WorkOptions work, List<Step> steps) {
    this.options = options;
    this.work = work;
    inputs = Inputs.find(options, work.strict());
    preparation = new Preparation(steps, inputs, work);
    outputs = new OutputFiles(steps, inputs, options, work);
    outputs.check();
  }

  /**
   * Finds a corpus's files.
   *
   * @throws CorpusException if one is missing
   * @throws OutputException if what is to be written beside it may not be
   */
  public static Corpus open(CorpusOptions options, WorkOptions work) {
    return build(options).work(work).open();
  }

  /** A corpus that is worked on as by default. */
  public static Corpus open(CorpusOptions options) {
    return build(options).open();
  }

  /** Puts a corpus together, with steps, formats and outputs of your own. */
  public static CorpusBuilder build(CorpusOptions options) {
    return new CorpusBuilder(options);
  }

  /** The sizes of all files to read, as they lie on disk. */
  public long inputBytes() {
    long bytes = 0;
    try {
      for (Source source : inputs.training()) {
        bytes += Files.size(source.path());
      }
    } catch (IOException e) {
      throw new CorpusException("the inputs cannot be read: " + e, e);
    }
    return bytes;
  }

  /**
   * The training documents' cleaned texts, for a tokenizer to learn from; to be closed.
   *
   * @throws CorpusException if there is too little text
   */
  public Stream<String> trainingTexts(Progress progress) {
    PreparedCorpus prepared = preparation.prepare(Optional.empty(), progress);
    HeldOut heldOut = HeldOut.choose(inputs, options, prepared);
    return PreparedCorpus.numbered(prepared.keptReader(number -> !heldOut.isHeldOut(number)))
        .flatMap(numbered -> heldOut.split(numbered).stream())
        .filter(part -> !part.validation())
        .map(part -> part.document().text());
  }

  /**
   * The documents that are kept, in order; to be closed.
   *
   * @throws CorpusException if there are none
   */
  public Stream<Document> documents(Progress progress) {
    PreparedCorpus prepared = preparation.prepare(Optional.empty(), progress);
    requireDocuments(prepared);
    return PreparedCorpus.documents(prepared.keptReader(number -> true));
  }

  /**
   * Writes the corpus as a folder that appears whole or not at all. If that fails or is killed, the
   * same call later goes on where it was.
   *
   * @param folder where it goes
   * @param overwrite whether it may take the place of an older corpus
   * @param tokenizerFile what {@code tokenizer} was read from, kept beside the shards
   * @throws CorpusException if the folder is taken or cannot be written
   */
  public CorpusReport write(
      Path folder, boolean overwrite, Tokenizer tokenizer, Path tokenizerFile, Progress progress) {
    CorpusFolder target = new CorpusFolder(folder);
    target.checkFree(overwrite);
    outputs.requireOtherThan(tokenizerFile);
    PreparedCorpus prepared = preparation.prepare(Optional.of(folder), progress);
    preparation.writing();
    HeldOut heldOut = HeldOut.choose(inputs, options, prepared);
    try {
      prepared.keepTokensOf(BuildPlan.ofTokens(options, tokenizerFile, tokenizer.bosTokens()));
      Tokenization tokens = new Tokenization(prepared, options, work, tokenizer);
      tokens.run(heldOut, progress);
      try (AtomicFolder part = target.filling()) {
        CorpusFolder filled = new CorpusFolder(part.path());
        ShardFiles shards =
            ShardFiles.write(tokens.files(), filled, tokenizer.vocabularySize(), progress);
        String fingerprint = fingerprint(filled);
        CorpusReport report =
            report(prepared, shards, heldOut, tokenizer.vocabularySize(), fingerprint);
        filled.copyTokenizer(tokenizerFile);
        filled.writeReport(report);
        outputs.write(prepared, heldOut, progress);
        target.checkFree(overwrite); // again: the work took a while
        part.finish();
        preparation.written();
        return report;
      }
    } catch (IOException | UncheckedIOException e) {
      throw preparation.unwritable(folder + ": the corpus", e);
    }
  }

  /** What becomes of the inputs, as far as it is known without a tokenizer. */
  public CorpusReport survey(Progress progress) {
    PreparedCorpus prepared = preparation.prepare(Optional.empty(), progress);
    try {
      outputs.writeDropped(prepared);
    } catch (IOException | UncheckedIOException e) {
      throw preparation.unwritable("the dropped documents", e);
    }
    Spool own = prepared.validation();
    ShardFiles untokenized =
        new ShardFiles(
            Part.ofText(prepared.kept()), Part.ofText(new Amount(own.documents(), own.bytes())));
    return report(prepared, untokenized, new HeldOut("", List.of()), 0, "");
  }

  /**
   * Writes the masked-ending pairs of all documents as JSON Lines.
   *
   * @return how many there are
   * @throws CorpusException if there are no documents
   */
  public long pairs(Writer jsonLines, Progress progress) {
    return pairs(progress, (pairs, documents) -> pairs.write(documents, jsonLines));
  }

  /**
   * Writes the masked-ending pairs of all documents as a file that appears whole or not at all.
   *
   * @return how many there are
   * @throws OutputException if the file may not be written
   * @throws CorpusException if it cannot, or if there are no documents
   */
  public long pairs(Path file, Progress progress) {
    outputs.check(file);
    return pairs(progress, (pairs, documents) -> pairs.write(documents, file));
  }

  private long pairs(Progress progress, ToLongBiFunction<PairFile, SpoolReader> write) {
    PreparedCorpus prepared = preparation.prepare(Optional.empty(), progress);
    requireDocuments(prepared);
    try (SpoolReader documents = prepared.keptReader(number -> true)) {
      long pairs = write.applyAsLong(outputs.pairs(prepared, progress), documents);
      outputs.writeDropped(prepared);
      return pairs;
    } catch (IOException | UncheckedIOException e) {
      throw preparation.unwritable("the pairs", e);
    }
  }

  /**
   * What could not be read of the inputs so far, a line each: the first of each kind, and some
   * more.
   */
  public List<String> problems() {
    PreparedCorpus prepared = preparation.prepared();
    return prepared == null ? List.of() : prepared.counts().problems();
  }

  /** How many documents were dropped so far, for each reason. */
  public SortedMap<String, Long> dropped() {
    PreparedCorpus prepared = preparation.prepared();
    return prepared == null ? new TreeMap<>() : prepared.counts().dropped();
  }

  /** Deletes intermediate results, except those of a corpus that could not be written. */
  @Override
  public void close() {
    preparation.close();
  }

  private void requireDocuments(PreparedCorpus prepared) {
    if (prepared.kept().documents() == 0) {
      throw new CorpusException(
          HeldOut.names(options.inputs())
              + ": expected text, found none to keep"
              + HeldOut.why(prepared.counts()));
    }
  }

  private CorpusReport report(
      PreparedCorpus prepared,
      ShardFiles shards,
      HeldOut heldOut,
      int vocabularySize,
      String fingerprint) {
    ReportDetails details =
        new ReportDetails(
            prepared.counts().steps(),
            prepared.languages(),
            LargestClusters.of(prepared.documents(), prepared.clusters()),
            prepared.counts().guessed(),
            prepared.counts().repaired(),
            prepared.counts().problems());
    return new CorpusReport(
        prepared.counts().documentsIn() + heldOut.cutDocuments(),
        prepared.counts().dropped(),
        prepared.counts().bytesIn(),
        shards.training(),
        shards.validation(),
        vocabularySize,
        options.reading().split().name(),
        options
            .validationFile()
            .map(Path::toString)
            .orElseGet(() -> String.valueOf(options.validationShare())),
        heldOut.rule(),
        options.seed(),
        fingerprint,
        details);
  }

  private static String fingerprint(CorpusFolder folder) {
    try (Shard training = Shard.open(folder.trainingShard());
        Shard validation = Shard.open(folder.validationShard())) {
      return training.fingerprint() + validation.fingerprint();
    }
  }
}
