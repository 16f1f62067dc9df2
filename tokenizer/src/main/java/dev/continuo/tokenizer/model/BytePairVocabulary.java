package dev.continuo.tokenizer.model;

import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A byte-pair vocabulary as encoding needs it. Immutable and shared by encoders. */
public final class BytePairVocabulary {

  final PreTokenizer preTokenizer;
  final int[] byteIds;
  final Merges merges;
  final @Nullable WholeWords wholeWords;

  private BytePairVocabulary(
      PreTokenizer preTokenizer, int[] byteIds, Merges merges, @Nullable WholeWords wholeWords) {
    this.preTokenizer = preTokenizer;
    this.byteIds = byteIds;
    this.merges = merges;
    this.wholeWords = wholeWords;
  }

  /**
   * A vocabulary of these parts; empty where a pair is merged twice or the numbers are too large.
   *
   * @param byteIds the id of each of the 256 bytes
   * @param merges first id, second id and merged id of each merge, in the order of their ranks
   * @param wholeWords the bytes of tokens, by their ids, that are taken for the word of their bytes
   *     before any merge; possibly none
   * @param size one more than the highest id
   */
  public static Optional<BytePairVocabulary> of(
      PreTokenizer preTokenizer,
      int[] byteIds,
      int[] merges,
      Map<Integer, byte[]> wholeWords,
      int size) {
    int count = merges.length / 3;
    if (!Merges.fits(size, count)) {
      return Optional.empty();
    }
    Merges table = new Merges(count);
    for (int rank = 0; rank < count; rank++) {
      if (!table.put(merges[3 * rank], merges[3 * rank + 1], rank, merges[3 * rank + 2])) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new BytePairVocabulary(
            preTokenizer,
            byteIds.clone(),
            table,
            wholeWords.isEmpty() ? null : new WholeWords(wholeWords)));
  }
}
