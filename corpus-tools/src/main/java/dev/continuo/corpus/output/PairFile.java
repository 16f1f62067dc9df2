package dev.continuo.corpus.output;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.corpus.work.OrderedWorkers;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SpoolBatch;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The masked-ending pairs of documents, as JSON Lines.
 *
 * @param spans how spans are made
 * @param seed decides where they are cut
 * @param threads how many work on them
 * @param progress hears how many bytes of documents are done
 * @param allBytes how many there are
 */
public record PairFile(SpanRule spans, long seed, int threads, Progress progress, long allBytes) {

  /**
   * Writes the pairs of documents to a file that appears whole or not at all.
   *
   * @return how many there are
   * @throws CorpusException if the file cannot be written
   */
  public long write(SpoolReader documents, Path file) {
    try (AtomicFile part = new AtomicFile(file);
        Writer out = new OutputStreamWriter(part.out(), StandardCharsets.UTF_8)) {
      long count = write(documents, out);
      part.finish();
      return count;
    } catch (IOException e) {
      throw new CorpusException(
          file + ": the pairs cannot be written: " + e + "; check the folder and its space", e);
    }
  }

  /**
   * Writes the pairs of documents.
   *
   * @return how many there are
   */
  public long write(SpoolReader documents, Writer jsonLines) {
    try (OrderedWorkers<SpoolBatch, PairWriter.Lines> lines =
        new OrderedWorkers<>(threads, documents, () -> PairWriter.of(spans, seed))) {
      long pairs = 0;
      long done = 0;
      while (lines.hasNext()) {
        PairWriter.Lines next = lines.next();
        jsonLines.write(next.text());
        pairs += next.count();
        done += next.bytesRead();
        progress.at("pairing", done, allBytes);
      }
      jsonLines.flush();
      return pairs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
