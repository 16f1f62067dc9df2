package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A note for users about a text with characters that a vocabulary lacks. Not thread-safe. */
public final class UnknownCharacterNote {

  /** The most different characters that a note names. */
  private static final int MOST_NAMED = 5;

  private final Tokenizer tokenizer;
  private final UnknownCharacters unknown;

  /** Notes about what a vocabulary lacks. */
  public UnknownCharacterNote(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
    unknown = new UnknownCharacters(tokenizer);
  }

  /**
   * A note about a prompt, in which the tokens that texts begin with may be named: as of {@link
   * #ofText}.
   */
  public Optional<String> ofPrompt(String name, String prompt) {
    return ofText(name, tokenizer.bosTokens().removedFrom(prompt));
  }

  /**
   * A note about a text that a model is to read: how many of its characters are unknown, and the
   * first of them. Empty where there are none.
   *
   * @param name what the text is called
   */
  public Optional<String> ofText(String name, String text) {
    String valid = WellFormed.of(text);
    int[] found = unknown.of(valid);
    if (found.length == 0) {
      return Optional.empty();
    }
    int[] different = Arrays.stream(found).distinct().toArray();
    String named =
        Arrays.stream(different)
            .limit(MOST_NAMED)
            .mapToObj(UnknownCharacterNote::named)
            .collect(Collectors.joining(", "));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s: %,d of %,d characters %s not in the vocabulary, so the model cannot read %s:"
                + " %s%s; use a model whose vocabulary has them all",
            name,
            found.length,
            valid.codePointCount(0, valid.length()),
            found.length == 1 ? "is" : "are",
            found.length == 1 ? "it" : "them",
            named,
            different.length > MOST_NAMED ? ", …" : ""));
  }

  /** Itself, where it can be seen, and its code point. */
  private static String named(int character) {
    String code = String.format(Locale.ROOT, "U+%04X", character);
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          code;
      default -> Character.toString(character) + " (" + code + ")";
    };
  }
}
