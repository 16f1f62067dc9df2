package dev.continuo.tokenizer.pretokenizer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Pre-tokenizers that GGUF files name and that the HuggingFace library runs: the steps of the
 * {@code tokenizer.json} of the models that they are named after.
 */
final class LibraryPreTokenizers {

  private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String LINE_ENDS = "[\\r\\n]";
  private static final String IDEOGRAPHS = "[一-龥ࠀ-一가-퟿]+";

  /** A word that ends in lower case, or one that begins in upper case. */
  private static final String LOWER =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+";

  private static final String UPPER =
      "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*";

  private static final String TEKKEN =
      LOWER + "|" + UPPER + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES;

  private static final String GPT4O =
      LOWER
          + CONTRACTION
          + "?|"
          + UPPER
          + CONTRACTION
          + "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*"
          + SPACES;

  private static final String QWEN35 =
      CONTRACTION
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*"
          + SPACES;

  private static final String SEED =
      CONTRACTION + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+" + SPACES;

  private static final String DEEPSEEK3 =
      "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
          + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
          + SPACES;

  private static final String BLOOM = " ?[^(\\s|[.,!?…。，、।۔،])]+";

  /** The letters with two cases that DeepSeek's expression lists. */
  private static final String CASED =
      "A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚ"
          + "Ḁ-ἕἘ-Ἕἠ-ὅὈ-Ὅὐ-ὗὙὛὝὟ-\u1F7Dᾀ-ᾴᾶ-ᾼ\u1FBEῂ-ῄῆ-ῌῐ-\u1FD3ῖ-\u1FDBῠ-Ῥῲ-ῴῶ-ῼℂℇℊ-ℓℕℙ-ℝℤ"
          + "\u2126ℨ\u212A-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-ｚ𐐀-𐑏𐒰-𐓓"
          + "𐓘-𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃";

  private LibraryPreTokenizers() {}

  /** The pre-tokenizer of a name, where it is one of these. */
  static Optional<ObjectNode> of(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "tekken" -> splits(TEKKEN);
          case "gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2" -> splits(GPT4O);
          case "qwen35" -> splits(QWEN35);
          case "seed-coder" -> splits(SEED);
          case "bloom", "poro-chat", "gpt3-finnish" -> splits(BLOOM);
          case "deepseek-v3", "hunyuan-dense", "joyai-llm" ->
              splits("\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DEEPSEEK3);
          case "deepseek-llm" ->
              PreTokenizerJson.sequence(
                  PreTokenizerJson.split(LINE_ENDS),
                  PreTokenizerJson.split("\\s?[" + CASED + "]+"),
                  PreTokenizerJson.split("\\s?[!-/:-~！-／：-～‘-‟　-。]+"),
                  PreTokenizerJson.split("\\s+$"),
                  PreTokenizerJson.split(IDEOGRAPHS),
                  PreTokenizerJson.digits(true),
                  PreTokenizerJson.byteLevel(false));
          case "deepseek-coder" ->
              PreTokenizerJson.sequence(
                  PreTokenizerJson.split(LINE_ENDS),
                  PreTokenizerJson.split("\\s?\\p{L}+"),
                  PreTokenizerJson.split("\\s?\\p{P}+"),
                  PreTokenizerJson.split(IDEOGRAPHS),
                  PreTokenizerJson.digits(true),
                  PreTokenizerJson.byteLevel(false));
          case "falcon" ->
              PreTokenizerJson.sequence(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("type", "Punctuation")
                      .put("behavior", "Contiguous"),
                  PreTokenizerJson.byteLevel(true),
                  PreTokenizerJson.digits(false),
                  PreTokenizerJson.split("[0-9][0-9][0-9]"));
          default -> null;
        });
  }

  /** Cuts by one expression after the other. */
  private static ObjectNode splits(String... patterns) {
    ObjectNode[] steps = new ObjectNode[patterns.length + 1];
    for (int i = 0; i < patterns.length; i++) {
      steps[i] = PreTokenizerJson.split(patterns[i]);
    }
    steps[patterns.length] = PreTokenizerJson.byteLevel(false);
    return PreTokenizerJson.sequence(steps);
  }
}
