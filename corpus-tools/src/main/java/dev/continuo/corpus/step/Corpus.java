package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.PairWriter;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.report.ReportDetails;
import dev.continuo.corpus.work.OrderedWorkers;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolBatch;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.Output;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.files.WholeFolder;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files as a corpus: read, cleaned, filtered, rid of repetitions, and divided into training and
 * validation. The files are read once; what becomes of them lies in a folder for intermediate
 * results until the corpus is closed, in memory that does not grow with it. Not thread-safe.
 */
public final class Corpus implements AutoCloseable {

  private final CorpusOptions options;
  private final WorkOptions work;
  private final Inputs inputs;
  private @Nullable PreparedCorpus preparation;
  private @Nullable Scratch temporary;
  private boolean keepsWork;

  private Corpus(CorpusOptions options, WorkOptions work) {
    this.options = options;
    this.work = work;
    inputs = Inputs.find(options, work.strict());
    work.dropped().ifPresent(this::output);
    work.pairs().ifPresent(this::output);
    if (work.dropped().isPresent() && work.dropped().equals(work.pairs())) {
      throw new OutputException(
          work.dropped().get()
              + ": expected two files, one for pairs and one for dropped documents");
    }
  }

  /**
   * Finds a corpus's files.
   *
   * @throws CorpusException if one is missing
   * @throws OutputException if what is to be written beside it may not be
   */
  public static Corpus open(CorpusOptions options, WorkOptions work) {
    return new Corpus(options, work);
  }

  /** A corpus that is worked on as by default. */
  public static Corpus open(CorpusOptions options) {
    return open(options, WorkOptions.DEFAULT);
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
    PreparedCorpus prepared = prepare(Optional.empty(), progress);
    HeldOut heldOut = HeldOut.choose(inputs, options, prepared);
    DocumentCut cut = heldOut.cut();
    return PreparedCorpus.numbered(prepared.keptReader(number -> !heldOut.isHeldOut(number)))
        .map(
            read ->
                cut != null && read.number() == cut.number()
                    ? cut.beginning(read.document())
                    : read.document())
        .map(Document::text);
  }

  /**
   * The documents that are kept, in order; to be closed.
   *
   * @throws CorpusException if there are none
   */
  public Stream<Document> documents(Progress progress) {
    PreparedCorpus prepared = prepare(Optional.empty(), progress);
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
    Stream.concat(work.dropped().stream(), work.pairs().stream())
        .forEach(file -> new Output(file, work.overwrite()).check(List.of(tokenizerFile)));
    PreparedCorpus prepared = prepare(Optional.of(folder), progress);
    keepsWork = work.goesOn();
    HeldOut heldOut = HeldOut.choose(inputs, options, prepared);
    try {
      prepared.keepTokensOf(options, tokenizerFile, tokenizer.beginning());
      Shards shards = new Shards(prepared, options, work, tokenizer);
      shards.tokenize(heldOut, progress);
      CorpusReport report =
          write(target, overwrite, shards, prepared, heldOut, tokenizerFile, progress);
      keepsWork = false;
      return report;
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(folder + ": the corpus", e);
    }
  }

  private CorpusReport write(
      CorpusFolder target,
      boolean overwrite,
      Shards shards,
      PreparedCorpus prepared,
      HeldOut heldOut,
      Path tokenizerFile,
      Progress progress)
      throws IOException {
    try (WholeFolder part = target.filling()) {
      CorpusFolder filled = new CorpusFolder(part.path());
      Shards.Written written = shards.write(filled, progress);
      CorpusReport report =
          report(prepared, written, heldOut, shards.vocabularySize(), fingerprint(filled));
      filled.copyTokenizer(tokenizerFile);
      filled.writeReport(report);
      writeDropped(prepared);
      if (work.pairs().isPresent()) {
        new Output(work.pairs().get(), work.overwrite()).check(List.of());
        PairFile.write(work.pairs().get(), out -> writePairs(prepared, out, progress));
      }
      target.checkFree(overwrite); // again: it took a while
      part.finish();
      return report;
    }
  }

  /** What becomes of the inputs, as far as it is known without a tokenizer. */
  public CorpusReport survey(Progress progress) {
    PreparedCorpus prepared = prepare(Optional.empty(), progress);
    try {
      writeDropped(prepared);
    } catch (IOException | UncheckedIOException e) {
      throw unwritable("the dropped documents", e);
    }
    Part kept = new Part(prepared.keptDocuments(), prepared.keptBytes(), 0, 0, 0, 0);
    Spool own = prepared.validation();
    Part validation = new Part(own.documents(), own.bytes(), 0, 0, 0, 0);
    Shards.Written written = new Shards.Written(kept, validation);
    return report(prepared, written, new HeldOut("", List.of()), 0, "");
  }

  private void requireDocuments(PreparedCorpus prepared) {
    if (prepared.keptDocuments() == 0) {
      throw new CorpusException(
          HeldOut.names(options.inputs())
              + ": expected text, found none to keep"
              + HeldOut.why(prepared.counts()));
    }
  }

  /**
   * What could not be read of the inputs so far, a line each: the first of each kind, and some
   * more.
   */
  public List<String> problems() {
    return preparation == null ? List.of() : preparation.counts().problems();
  }

  /** How many documents were dropped so far, for each reason. */
  public SortedMap<String, Long> dropped() {
    return preparation == null ? new TreeMap<>() : preparation.counts().dropped();
  }

  private void writeDropped(PreparedCorpus prepared) throws IOException {
    if (work.dropped().isPresent()) {
      new Output(work.dropped().get(), work.overwrite()).check(List.of());
      DroppedFile.write(inputs, prepared, work.dropped().get());
    }
  }

  private CorpusReport report(
      PreparedCorpus prepared,
      Shards.Written written,
      HeldOut heldOut,
      int vocabularySize,
      String fingerprint) {
    BuildCounts counts = prepared.counts();
    ReportDetails details =
        new ReportDetails(
            counts.flows(),
            prepared.languages(),
            LargestClusters.largest(prepared.documents(), prepared.clusters()),
            counts.guessed(),
            counts.repaired(),
            counts.problems());
    return new CorpusReport(
        counts.documentsIn() + heldOut.cutDocuments(),
        counts.dropped(),
        counts.bytesIn(),
        written.training(),
        written.validation(),
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

  /**
   * Writes the masked-ending pairs of all documents as JSON Lines.
   *
   * @return how many there are
   * @throws CorpusException if there are no documents
   */
  public long pairs(Writer jsonLines, Progress progress) {
    PreparedCorpus prepared = prepare(Optional.empty(), progress);
    requireDocuments(prepared);
    try {
      long pairs = writePairs(prepared, jsonLines, progress);
      writeDropped(prepared);
      return pairs;
    } catch (IOException | UncheckedIOException e) {
      throw unwritable("the pairs", e);
    }
  }

  private long writePairs(PreparedCorpus prepared, Writer jsonLines, Progress progress) {
    try (SpoolReader reader = prepared.keptReader(number -> true);
        OrderedWorkers<SpoolBatch, PairWriter.Lines> lines =
            new OrderedWorkers<>(
                work.threads(), reader, () -> PairWriter.of(options.spans(), options.seed()))) {
      long pairs = 0;
      long done = 0;
      while (lines.hasNext()) {
        PairWriter.Lines next = lines.next();
        jsonLines.write(next.text());
        pairs += next.count();
        done += next.bytesRead();
        progress.at("pairing", done, prepared.documents().bytes());
      }
      jsonLines.flush();
      return pairs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A file that may be written from this corpus.
   *
   * @throws OutputException if it may not
   */
  Path output(Path file) {
    Stream<Source> read =
        Stream.of(inputs.training(), inputs.validation(), inputs.excluded()).flatMap(List::stream);
    new Output(file, work.overwrite()).check(read.map(Source::path).toList());
    return file;
  }

  private PreparedCorpus prepare(Optional<Path> target, Progress progress) {
    if (preparation == null) {
      String path = "";
      try {
        Scratch scratch = scratch(target);
        path = scratch.path() + ": ";
        keepsWork = work.goesOn() && (target.isPresent() || work.folder().isPresent());
        preparation = PreparedCorpus.make(inputs, options, work, scratch, progress);
      } catch (IOException | UncheckedIOException e) {
        throw unwritable(path + "intermediate results", e);
      }
    }
    return preparation;
  }

  private Scratch scratch(Optional<Path> target) throws IOException {
    if (work.folder().isPresent()) {
      return Scratch.take(work.folder().get());
    }
    if (target.isPresent()) {
      return Scratch.beside(target.get(), "work");
    }
    Scratch folder = Scratch.temporary();
    temporary = folder;
    return folder;
  }

  private CorpusException unwritable(String what, Exception e) {
    String next = keepsWork ? ": it goes on where it was" : "";
    Throwable reason = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    return new CorpusException(
        "%s cannot be written: %s; check the disk's space and run the same again%s"
            .formatted(what, reason, next),
        e);
  }

  /** Deletes intermediate results, except those of a corpus that could not be written. */
  @Override
  public void close() {
    PreparedCorpus prepared = preparation;
    preparation = null;
    try {
      if (prepared != null) {
        prepared.close(!keepsWork);
      }
      if (temporary != null) {
        temporary.delete();
      }
    } catch (IOException e) {
      throw new CorpusException("intermediate results cannot be deleted: " + e, e);
    }
  }
}
