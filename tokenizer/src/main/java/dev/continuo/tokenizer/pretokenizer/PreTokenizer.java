package dev.continuo.tokenizer.pretokenizer;

/** How text is cut into words before merging; no token crosses a cut. */
public enum PreTokenizer {
  /** GPT-2's: an English contraction, or letters, digits or other signs after at most one space. */
  GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),

  /** GPT-2's, with every digit on its own, apart from the space before it. */
  GPT2_DIGITS(
      "\\p{N}|'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?=\\p{N}|\\z)|\\s+(?!\\S)|\\s+"),

  /** GPT-4's: line ends stay with what is before them, digits come in groups of up to three. */
  GPT4(modern("{1,3}")),

  /** Qwen's: GPT-4's with every digit on its own. */
  QWEN(modern(""));

  private final String pattern;

  PreTokenizer(String pattern) {
    this.pattern = pattern;
  }

  /** The regular expression, in the HuggingFace library's dialect. */
  public String pattern() {
    return pattern;
  }

  /** Finds what the expression finds, without an expression. Each thread takes one of its own. */
  public WordScanner scanner() {
    return switch (this) {
      case GPT2 -> new Gpt2Scanner(false);
      case GPT2_DIGITS -> new Gpt2Scanner(true);
      case GPT4 -> new Gpt4Scanner(3);
      case QWEN -> new Gpt4Scanner(1);
    };
  }

  private static String modern(String digits) {
    return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
        + digits
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  }
}
