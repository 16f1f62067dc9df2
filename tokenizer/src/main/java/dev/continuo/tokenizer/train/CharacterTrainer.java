package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;

/** Learns a vocabulary of the Unicode characters of a text, in the order of their code points. */
public final class CharacterTrainer {

  /** The special token that stands for a character that the text did not have. */
  public static final String UNKNOWN = "<|unk|>";

  private CharacterTrainer() {}

  /**
   * Learns from documents.
   *
   * @throws TokenizerException if there is no text
   */
  public static TrainedTokenizer train(Iterator<String> documents, TrainingProgress progress) {
    BitSet seen = new BitSet();
    long count = 0;
    long chars = 0;
    while (documents.hasNext()) {
      String document = WellFormed.of(documents.next());
      document.codePoints().forEach(seen::set);
      count++;
      chars += document.length();
      progress.read(count, chars);
      Cancellation.check(progress);
    }
    if (seen.isEmpty()) {
      throw new TokenizerException("expected text to learn a vocabulary from, found none");
    }
    List<String> characters = seen.stream().mapToObj(Character::toString).toList();
    return TrainedJson.characters(characters, UNKNOWN);
  }
}
