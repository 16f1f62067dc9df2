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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  void tokenize(HeldOut heldOut, Progress progress) throws IOException {
    tokenize(
        preparation.documents(),
        segments -> preparation.keptReader(segments, number -> true),
        heldOut::isHeldOut,
        heldOut.cut(),
        progress);
    Spool validation = preparation.validation();
    tokenize(
        validation,
        segments -> new SpoolReader(validation, segments, number -> true),
        number -> true,
        null,
        progress);
  }

  private void tokenize(
      Spool spool,
      Function<List<Spool.Segment>, SpoolReader> reading,
      LongPredicate keptBack,
      @Nullable DocumentCut cut,
      Progress progress)
      throws IOException {
    new SegmentPass(spool, Spool.Kind.TOKENS, "tokenizing", work, progress)
        .run(
            reading,
            () -> {
              DocumentTokenizer documents =
                  new DocumentTokenizer(tokenizer, options.spans(), options.seed());
              return batch -> tokens(documents, batch, keptBack, cut);
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
      DocumentTokenizer tokenizer,
      List<NumberedDocument> batch,
      LongPredicate keptBack,
      @Nullable DocumentCut cut) {
    List<Document> documents = new ArrayList<>();
    List<Boolean> validation = new ArrayList<>();
    for (NumberedDocument numbered : batch) {
      if (cut != null && cut.number() == numbered.number()) {
        documents.add(cut.beginning(numbered.document()));
        validation.add(false);
        documents.add(cut.end(numbered.document()));
        validation.add(true);
      } else {
        documents.add(numbered.document());
        validation.add(keptBack.test(numbered.number()));
      }
    }
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
