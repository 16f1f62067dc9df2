package dev.continuo.corpus.step;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.SplitDocument;
import dev.continuo.corpus.tokenize.DocumentTokenizer;
import dev.continuo.corpus.tokenize.TokenizedDocument;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SegmentPass;
import dev.continuo.corpus.work.Spool;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Turns the kept documents of a corpus into token ids with spans, segment by segment. */
final class Tokenization {

  private final PreparedCorpus prepared;
  private final CorpusOptions options;
  private final WorkOptions work;
  private final Tokenizer tokenizer;

  Tokenization(
      PreparedCorpus prepared, CorpusOptions options, WorkOptions work, Tokenizer tokenizer) {
    this.prepared = prepared;
    this.options = options;
    this.work = work;
    this.tokenizer = tokenizer;
  }

  /** Tokenizes what is not tokenized yet, and notes with each document whether it is held out. */
  void run(HeldOut heldOut, Progress progress) throws IOException {
    Spool documents = prepared.documents();
    run(
        documents,
        segments -> prepared.keptReader(segments, number -> true),
        heldOut::split,
        progress);
    Spool validation = prepared.validation();
    run(
        validation,
        segments -> new SpoolReader(validation, segments, number -> true),
        own -> List.of(new SplitDocument(own.document(), true)),
        progress);
  }

  private void run(
      Spool spool,
      Function<List<Spool.Segment>, SpoolReader> reading,
      Function<NumberedDocument, List<SplitDocument>> split,
      Progress progress)
      throws IOException {
    new SegmentPass(spool, Spool.Kind.TOKENS, "tokenizing", work, progress)
        .run(
            reading,
            () -> {
              DocumentTokenizer documents =
                  new DocumentTokenizer(tokenizer, options.spans(), options.seed());
              return batch -> tokens(documents, batch, split);
            },
            (segment, results) -> {
              try (AtomicFile file = new AtomicFile(spool.file(segment, Spool.Kind.TOKENS))) {
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
      Function<NumberedDocument, List<SplitDocument>> split) {
    List<SplitDocument> parts =
        batch.stream().flatMap(numbered -> split.apply(numbered).stream()).toList();
    List<Document> documents = parts.stream().map(SplitDocument::document).toList();
    List<Boolean> validation = parts.stream().map(SplitDocument::validation).toList();
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

  /** The files of the tokens of all segments. */
  List<Path> files() {
    return Stream.of(prepared.documents(), prepared.validation())
        .flatMap(spool -> spool.files(Spool.Kind.TOKENS).stream())
        .toList();
  }
}
