package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.DocumentFile;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.corpus.output.PairFile;
import dev.continuo.corpus.output.ShardFiles;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.report.ReportDetails;
import dev.continuo.corpus.report.ReportDetails.Share;
import dev.continuo.corpus.work.Plan;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkFolder;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongBiFunction;
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
  private final List<Step> steps;
  private final Inputs inputs;
  private @Nullable PreparedCorpus preparation;
  private @Nullable Scratch temporary;
  private boolean keepsWork;

  Corpus(CorpusOptions options, WorkOptions work, List<Step> steps) {
    this.options = options;
    this.work = work;
    this.steps = steps;
    inputs = Inputs.find(options, work.strict());
    List<Path> files = outputs();
    files.forEach(this::output);
    for (Path file : files) {
      if (Collections.frequency(files, file) > 1) {
        throw new OutputException(
            file
                + ": named for two outputs (pairs, dropped documents or your own), which need two files");
      }
    }
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

  /** The files that are written beside the corpus. */
  private List<Path> outputs() {
    List<Path> files = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.WriteDropped(Path file) -> files.add(file);
        case Step.WritePairs(Path file) -> files.add(file);
        case Step.WriteDocuments(var _, Path file) -> files.add(file);
        case Step.WriteShards _ -> {}
        case Step.Read _, Step.EachDocument _, Step.Decontaminate _ -> {}
        case Step.Deduplicate _, Step.Split _, Step.Tokenize _ -> {}
      }
    }
    return files;
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
    outputs()
        .forEach(file -> new OverwriteRule(file, work.overwrite()).check(List.of(tokenizerFile)));
    PreparedCorpus prepared = prepare(Optional.of(folder), progress);
    keepsWork = work.goesOn();
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
        writeBeside(prepared, heldOut, progress);
        target.checkFree(overwrite); // again: it took a while
        part.finish();
        keepsWork = false;
        return report;
      }
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(folder + ": the corpus", e);
    }
  }

  /** Writes everything but the shards. */
  private void writeBeside(PreparedCorpus prepared, HeldOut heldOut, Progress progress)
      throws IOException {
    writeDropped(prepared);
    for (Step step : steps) {
      if (step instanceof Step.WritePairs(Path file)) {
        requireFree(file);
        try (SpoolReader documents = prepared.keptReader(number -> true)) {
          pairFile(prepared, progress).write(documents, file);
        }
      } else if (step instanceof Step.WriteDocuments(OutputFormat format, Path file)) {
        requireFree(file);
        try (SpoolReader documents = prepared.keptReader(number -> true);
            SpoolReader validation = prepared.validationReader()) {
          DocumentFile.write(format, file, documents, heldOut::split, validation);
        }
      }
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
    Spool own = prepared.validation();
    ShardFiles untokenized =
        new ShardFiles(
            Part.ofText(prepared.kept()), Part.ofText(new Share(own.documents(), own.bytes())));
    return report(prepared, untokenized, new HeldOut("", List.of()), 0, "");
  }

  private void requireDocuments(PreparedCorpus prepared) {
    if (prepared.kept().documents() == 0) {
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
    for (Step step : steps) {
      if (step instanceof Step.WriteDropped(Path file)) {
        requireFree(file);
        prepared.writeDropped(file, inputs.problems());
      }
    }
  }

  private CorpusReport report(
      PreparedCorpus prepared,
      ShardFiles shards,
      HeldOut heldOut,
      int vocabularySize,
      String fingerprint) {
    BuildCounts counts = prepared.counts();
    ReportDetails details =
        new ReportDetails(
            counts.steps(),
            prepared.languages(),
            LargestClusters.of(prepared.documents(), prepared.clusters()),
            counts.guessed(),
            counts.repaired(),
            counts.problems());
    return new CorpusReport(
        counts.documentsIn() + heldOut.cutDocuments(),
        counts.dropped(),
        counts.bytesIn(),
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
    output(file);
    return pairs(progress, (pairs, documents) -> pairs.write(documents, file));
  }

  private long pairs(Progress progress, ToLongBiFunction<PairFile, SpoolReader> write) {
    PreparedCorpus prepared = prepare(Optional.empty(), progress);
    requireDocuments(prepared);
    try (SpoolReader documents = prepared.keptReader(number -> true)) {
      long pairs = write.applyAsLong(pairFile(prepared, progress), documents);
      writeDropped(prepared);
      return pairs;
    } catch (IOException | UncheckedIOException e) {
      throw unwritable("the pairs", e);
    }
  }

  private PairFile pairFile(PreparedCorpus prepared, Progress progress) {
    return new PairFile(
        options.spans(), options.seed(), work.threads(), progress, prepared.documents().bytes());
  }

  /** Checks that a file may be written from this corpus. */
  private void output(Path file) {
    List<Path> read = inputs.all().stream().map(Source::path).toList();
    new OverwriteRule(file, work.overwrite()).check(read);
  }

  /** Checks again, since it took a while. */
  private void requireFree(Path file) {
    new OverwriteRule(file, work.overwrite()).check(List.of());
  }

  private PreparedCorpus prepare(Optional<Path> target, Progress progress) {
    if (preparation == null) {
      String path = "";
      try {
        Scratch scratch = scratch(target);
        path = scratch.path() + ": ";
        keepsWork = work.goesOn() && (target.isPresent() || work.folder().isPresent());
        Plan plan = BuildPlan.ofDocuments(inputs, steps, work);
        preparation = prepare(WorkFolder.open(scratch, plan, progress), progress);
      } catch (IOException | UncheckedIOException e) {
        throw unwritable(path + "intermediate results", e);
      }
    }
    return preparation;
  }

  private PreparedCorpus prepare(WorkFolder folder, Progress progress) throws IOException {
    try {
      return PreparedCorpus.make(steps, inputs, work, folder, progress);
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
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
