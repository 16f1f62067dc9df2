package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Utf8;
import dev.continuo.corpus.pipeline.CorpusDetails.Share;
import dev.continuo.corpus.pipeline.CorpusReport.Part;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** Turns the documents of a preparation into shards, segment by segment. */
final class Shards {

  /** What the shards hold. */
  record Written(Part training, Part validation, SortedMap<String, Share> languages) {}

  private static final int BUFFER = 1 << 17;

  private final Preparation preparation;
  private final CorpusOptions options;
  private final WorkOptions work;
  private final Tokenizer tokenizer;

  Shards(Preparation preparation, CorpusOptions options, WorkOptions work, Tokenizer tokenizer) {
    this.preparation = preparation;
    this.options = options;
    this.work = work;
    this.tokenizer = tokenizer;
  }

  /** Tokenizes what is not tokenized yet. */
  void tokenize(LongPredicate keptBack, Progress progress) throws IOException {
    tokenize(preparation.documents(), preparation::isKept, keptBack, progress);
    tokenize(preparation.validation(), number -> true, number -> true, progress);
  }

  private void tokenize(
      Spool spool, LongPredicate wanted, LongPredicate keptBack, Progress progress)
      throws IOException {
    long[] done = {0};
    SegmentPass.run(
        spool,
        Spool.Kind.TOKENS,
        wanted,
        work,
        () -> {
          DocumentTokenizer documents = new DocumentTokenizer(tokenizer, options);
          return batch -> tokens(documents, batch, keptBack);
        },
        (segment, results) -> {
          try (PartFile file = new PartFile(spool.file(segment, Spool.Kind.TOKENS))) {
            for (byte[] result : results) {
              file.out().write(result);
            }
            file.finish();
          }
        },
        () -> progress.at("tokenizing", ++done[0], spool.segments().size()));
  }

  private static byte[] tokens(
      DocumentTokenizer tokenizer, List<Numbered> batch, LongPredicate keptBack) {
    List<Document> documents = batch.stream().map(Numbered::document).toList();
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
  Written write(CorpusFolder folder) throws IOException {
    SortedMap<String, Share> languages = new TreeMap<>();
    try (CountedShard training =
            new CountedShard(folder.trainingShard(), tokenizer.vocabularySize());
        CountedShard validation =
            new CountedShard(folder.validationShard(), tokenizer.vocabularySize())) {
      for (Spool spool : List.of(preparation.documents(), preparation.validation())) {
        for (Path file : spool.files(Spool.Kind.TOKENS)) {
          try (DataInputStream in =
              new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            while (in.read() > 0) {
              TokenizedDocument document = TokenizedDocument.read(in);
              (document.validation() ? validation : training).add(document);
              if (!document.language().isEmpty()) {
                languages.merge(document.language(), new Share(1, document.bytes()), Share::plus);
              }
            }
          }
        }
      }
      return new Written(training.finish(), validation.finish(), languages);
    }
  }

  /** The documents and bytes of each language, where nothing is tokenized. */
  static SortedMap<String, Share> languages(Preparation preparation) {
    SortedMap<String, Share> languages = new TreeMap<>();
    Stream.of(
            preparation.keptReader(number -> true),
            new SpoolReader(
                preparation.validation(), preparation.validation().segments(), number -> true))
        .flatMap(Preparation::documents)
        .filter(document -> !document.language().isEmpty())
        .forEach(document -> languages.merge(document.language(), share(document), Share::plus));
    return languages;
  }

  private static Share share(Document document) {
    return new Share(1, Utf8.bytes(document.text(), 0, document.text().length()));
  }
}
