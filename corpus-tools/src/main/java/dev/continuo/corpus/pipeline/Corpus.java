package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.pipeline.CorpusReport.Part;
import dev.continuo.corpus.read.TextFiles;
import dev.continuo.corpus.span.EndingMasker;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Text files as a corpus: read, split into documents, cleaned, rid of empty and repeated ones, and
 * divided into training and validation. Every method reads the files anew, in memory that does not
 * grow with them except for a hash of each document. Not thread-safe.
 */
public final class Corpus {

  private final CorpusOptions options;
  private final List<Path> files;
  private final List<Path> validationFiles;
  private @Nullable Scan scan;

  private record Scan(Partition partition, long documents) {}

  private Corpus(CorpusOptions options) {
    this.options = options;
    files = TextFiles.find(options.inputs());
    validationFiles = TextFiles.find(options.validationFile().stream().toList());
  }

  /**
   * Finds a corpus's files.
   *
   * @throws CorpusException if one is missing, unreadable or empty
   */
  public static Corpus open(CorpusOptions options) {
    return new Corpus(options);
  }

  /**
   * The training documents' cleaned texts, for a tokenizer to learn from; to be closed.
   *
   * @throws CorpusException if a file is not UTF-8 text, or there is too little of it
   */
  public Stream<String> trainingTexts() {
    Partition partition = scan().partition();
    Pass pass = Pass.ofInputs(files, options.split());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(pass, Spliterator.ORDERED), false)
        .filter(document -> !partition.isValidation(document.hash()))
        .map(Document::text)
        .onClose(pass::close);
  }

  /**
   * Writes the corpus as a folder that appears whole or not at all.
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
    scan();
    try {
      CorpusFolder part = target.createPart();
      try {
        CorpusReport report = fill(part, tokenizer, progress);
        part.copyTokenizer(tokenizerFile);
        part.writeReport(report);
        part.moveTo(target);
        return report;
      } finally {
        CorpusFolder.delete(part.path());
      }
    } catch (IOException e) {
      throw new CorpusException(folder + ": the corpus cannot be written: " + e, e);
    }
  }

  private CorpusReport fill(CorpusFolder folder, Tokenizer tokenizer, Progress progress) {
    Scan scanned = scan();
    try (ShardBuilder training = new ShardBuilder(folder.trainingShard(), tokenizer, options);
        ShardBuilder validation = new ShardBuilder(folder.validationShard(), tokenizer, options);
        Pass inputs = Pass.ofInputs(files, options.split());
        Pass chosen = Pass.ofValidation(validationFiles, options.split())) {
      long written = 0;
      while (inputs.hasNext()) {
        Document document = inputs.next();
        boolean keptBack = scanned.partition().isValidation(document.hash());
        (keptBack ? validation : training).add(document);
        progress.written(++written, scanned.documents());
      }
      while (chosen.hasNext()) {
        validation.add(chosen.next());
        progress.written(++written, scanned.documents());
      }
      chosen.dropped().forEach((reason, count) -> inputs.dropped().merge(reason, count, Long::sum));
      Part trainingPart = training.finish();
      Part validationPart = validation.finish();
      return new CorpusReport(
          inputs.documentsIn() + chosen.documentsIn(),
          inputs.dropped(),
          inputs.bytesRead() + chosen.bytesRead(),
          trainingPart,
          validationPart,
          tokenizer.vocabularySize(),
          options.split().name(),
          options
              .validationFile()
              .map(Path::toString)
              .orElseGet(() -> String.valueOf(options.validationShare())),
          options.seed(),
          fingerprint(folder.trainingShard()) + fingerprint(folder.validationShard()));
    }
  }

  private static String fingerprint(Path shardFile) {
    try (Shard shard = Shard.open(shardFile)) {
      return shard.fingerprint();
    }
  }

  /**
   * Writes the masked-ending pairs of all documents as JSON Lines.
   *
   * @return how many there are
   */
  public long pairs(Writer jsonLines) {
    EndingMasker masker = new EndingMasker(options.spans(), options.seed());
    try (Pass pass = Pass.ofInputs(files, options.split())) {
      PairWriter writer = new PairWriter(jsonLines, masker);
      while (pass.hasNext()) {
        writer.write(pass.next());
      }
      return writer.finish();
    } catch (IOException e) {
      throw new CorpusException("the pairs cannot be written: " + e.getMessage(), e);
    }
  }

  private Scan scan() {
    if (scan == null) {
      scan = validationFiles.isEmpty() ? scanToDivide() : scanAll();
    }
    return scan;
  }

  /** All documents' hashes, to decide which are kept back. */
  private Scan scanToDivide() {
    Partition.Finder finder = new Partition.Finder(options.validationShare(), options.seed());
    try (Pass pass = Pass.ofInputs(files, options.split())) {
      long documents = 0;
      while (pass.hasNext()) {
        finder.add(pass.next().hash());
        documents++;
      }
      if (documents < 2) {
        throw new CorpusException(
            "%s: expected at least two documents, to train and to validate on, found %d;"
                    .formatted(names(options.inputs()), documents)
                + " add text, pass --val FILE, or split smaller with --split paragraphs");
      }
      return new Scan(finder.find(), documents);
    }
  }

  private Scan scanAll() {
    try (Pass inputs = Pass.ofInputs(files, options.split());
        Pass chosen = Pass.ofValidation(validationFiles, options.split())) {
      long training = count(inputs, options.inputs());
      return new Scan(new Partition(0, 0), training + count(chosen, validationFiles));
    }
  }

  private static long count(Pass pass, List<Path> inputs) {
    long documents = 0;
    for (; pass.hasNext(); pass.next()) {
      documents++;
    }
    if (documents == 0) {
      throw new CorpusException(names(inputs) + ": expected text, found only blank lines");
    }
    return documents;
  }

  private static String names(List<Path> inputs) {
    return inputs.getFirst() + (inputs.size() == 1 ? "" : " and " + (inputs.size() - 1) + " more");
  }
}
