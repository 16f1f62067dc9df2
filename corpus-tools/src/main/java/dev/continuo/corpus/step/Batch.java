package dev.continuo.corpus.step;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.work.InputPosition;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Some documents as they are read.
 *
 * @param end the place after them
 * @param bytes how many were read of the files for them
 * @param repaired how many had bytes replaced
 * @param guessed the encodings that were guessed, one for each file
 */
record Batch(
    List<Item> items, InputPosition end, long bytes, long repaired, List<Charset> guessed) {

  /** What stands at a place of the input. */
  sealed interface Item {}

  /**
   * A document.
   *
   * @param source the number of its file
   */
  record Found(Document document, int source) implements Item {}

  /** Something that could not be read. */
  record Lost(ReadProblem problem) implements Item {}
}
