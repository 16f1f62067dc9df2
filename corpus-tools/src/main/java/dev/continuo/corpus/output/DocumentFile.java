package dev.continuo.corpus.output;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Failures;
import dev.continuo.corpus.work.NumberedDocument;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The documents of a corpus as a file of an {@link OutputFormat}. */
public final class DocumentFile {

  private DocumentFile() {}

  /**
   * Writes a file that appears whole or not at all.
   *
   * @param documents the kept documents
   * @param validation those that the user has chosen to validate on
   * @param split says which of the former are held out
   * @throws CorpusException if the format fails
   */
  public static void write(
      OutputFormat format,
      Path file,
      SpoolReader documents,
      Function<NumberedDocument, List<SplitDocument>> split,
      SpoolReader validation)
      throws IOException {
    try (AtomicFile whole = new AtomicFile(file)) {
      try (DocumentWriter writer = format.open(whole.out())) {
        write(documents, split, writer);
        write(validation, own -> List.of(new SplitDocument(own.document(), true)), writer);
      } catch (RuntimeException | Error e) {
        Failures.rethrowFatal(e);
        throw new CorpusException(
            "%s: the output \"%s\" failed: %s; correct it and run the same again"
                .formatted(file, format.name(), Failures.describe(e)),
            e);
      }
      whole.finish();
    }
  }

  private static void write(
      SpoolReader reader,
      Function<NumberedDocument, List<SplitDocument>> split,
      DocumentWriter writer)
      throws IOException {
    while (reader.hasNext()) {
      for (NumberedDocument numbered : reader.next().documents()) {
        for (SplitDocument part : split.apply(numbered)) {
          writer.write(part.document(), part.validation());
        }
      }
    }
  }
}
