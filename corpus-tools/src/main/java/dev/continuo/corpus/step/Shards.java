package dev.continuo.corpus.step;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.CountedShard;
import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.tokenize.DocumentTokenizer;
import dev.continuo.corpus.tokenize.TokenizedDocument;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SegmentPass;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.WholeFile;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Turns the documents of a preparation into shards, segment by segment. */
final class Shards {

  /** What the shards hold. */
  record Written(Part training, Part validation) {}

  private static final int BUFFER = 1 << 17;

  private final PreparedCorpus preparation;
  private final CorpusOptions options;
  private final WorkOptions work;
  private final Tokenizer tokenizer;

  Shards(PreparedCorpus preparation, CorpusOptions options, WorkOptions work, Tokenizer tokenizer) {
    this.preparation = preparation;
    this.options = options;
    this.work = work;
    this.tokenizer = tokenizer;
  }

  int vocabularySize() {
    return tokenizer.vocabularySize();
  }

  /** Tokenizes what is not tokenized yet. */
  void tokenize(LongPredicate keptBack, Progress progress) throws IOException {
    tokenize(
        preparation.documents(),
        segments -> preparation.keptReader(segments, number -> true),
        keptBack,
        progress);
    Spool validation = preparation.validation();
    tokenize(
        validation,
        segments -> new SpoolReader(validation, segments, number -> true),
        number -> true,
        progress);
  }

  private void tokenize(
      Spool spool,
      Function<List<Spool.Segment>, SpoolReader> reading,
      LongPredicate keptBack,
      Progress progress)
      throws IOException {
    new SegmentPass(spool, Spool.Kind.TOKENS, "tokenizing", work, progress)
        .run(
            reading,
            () -> {
              DocumentTokenizer documents =
                  new DocumentTokenizer(tokenizer, options.spans(), options.seed());
              return batch -> tokens(documents, batch, keptBack);
            },
            (segment, results) -> {
              try (WholeFile file = new WholeFile(spool.file(segment, Spool.Kind.TOKENS))) {
                for (byte[] result : results) {
                  file.out().write(result);
                }
                file.finish();
              }
            });
  }

  private static byte[] tokens(
      DocumentTokenizer tokenizer, List<NumberedDocument> batch, LongPredicate keptBack) {
    List<Document> documents = batch.stream().map(NumberedDocument::document).toList();
    List<Boolean> validation =
        batch.stream().map(numbered -> keptBack.test(numbered.number())).toList();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      for (TokenizedDocument document : tokenizer.tokenize(documents, validation)) {
        out.writeBoolean(true);
        document.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the shards from the tokens of all segments. */
  Written write(CorpusFolder folder, Progress progress) throws IOException {
    List<Path> files =
        Stream.of(preparation.documents(), preparation.validation())
            .flatMap(spool -> spool.files(Spool.Kind.TOKENS).stream())
            .toList();
    long all = Spool.bytes(files);
    long done = 0;
    try (CountedShard training =
            new CountedShard(folder.trainingShard(), tokenizer.vocabularySize());
        CountedShard validation =
            new CountedShard(folder.validationShard(), tokenizer.vocabularySize())) {
      for (Path file : files) {
        try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
          while (in.read() > 0) {
            TokenizedDocument document = TokenizedDocument.read(in);
            (document.validation() ? validation : training).add(document);
          }
        }
        done += Files.size(file);
        progress.at("writing", done, all);
      }
      return new Written(training.finish(), validation.finish());
    }
  }
}
