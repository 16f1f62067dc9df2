package dev.continuo.tokenizer.pretokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.Set;

/**
 * What GGUF files call the pre-tokenizers: llama.cpp's names, {@code tokenizer.ggml.pre}. A name
 * also says whether the model merges words that are tokens.
 */
public final class PreTokenizerGguf {

  private static final Set<String> GPT2 =
      Set.of(
          "gpt-2",
          "phi-2",
          "mpt",
          "olmo",
          "jais",
          "trillion",
          "jina-es",
          "jina-de",
          "jina-v2-es",
          "jina-v2-de",
          "jina-v2-code",
          "jina-v1-en",
          "roberta-bpe",
          "gigachat",
          "a.x-4.0",
          "mellum",
          "modern-bert",
          "exaone4",
          "granite-docling");
  private static final Set<String> GPT2_DIGITS =
      Set.of(
          "smollm",
          "starcoder",
          "refact",
          "command-r",
          "codeshell",
          "exaone",
          "minerva-7b",
          "mellum2");
  private static final Set<String> GPT4_IGNORING_MERGES =
      Set.of(
          "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2");
  private static final Set<String> GPT4 = Set.of("dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
  private static final Set<String> QWEN =
      Set.of(
          "qwen2",
          "deepseek-r1-qwen",
          "kormo",
          "f2llmv2",
          "stablelm2",
          "megrez",
          "hunyuan",
          "solar-open",
          "grok-2");

  /** Those whose models compose characters (NFC) first, which llama.cpp leaves to the user. */
  private static final Set<String> COMPOSING =
      Set.of("qwen2", "qwen35", "mpt", "olmo", "command-r");

  private static final String TEKKEN = "tekken";

  private PreTokenizerGguf() {}

  /** Whether a word that is a token becomes that token, whatever the merges say. */
  public static boolean ignoresMerges(String name) {
    return GPT4_IGNORING_MERGES.contains(name) || name.equals(TEKKEN);
  }

  /** Whether text is composed (NFC) before it is cut. */
  public static boolean composes(String name) {
    return COMPOSING.contains(name);
  }

  /**
   * What a {@code tokenizer.json} says for a name.
   *
   * @throws TokenizerException if it is not known here
   */
  public static ObjectNode json(String name) {
    return LibraryPreTokenizers.of(name).orElseGet(() -> PreTokenizerJson.of(of(name)));
  }

  /**
   * The pre-tokenizer of a name.
   *
   * @throws TokenizerException if it is not known here
   */
  private static PreTokenizer of(String name) {
    if (GPT2.contains(name)) {
      return PreTokenizer.GPT2;
    }
    if (GPT2_DIGITS.contains(name)) {
      return PreTokenizer.GPT2_DIGITS;
    }
    if (GPT4.contains(name) || GPT4_IGNORING_MERGES.contains(name)) {
      return PreTokenizer.GPT4;
    }
    if (QWEN.contains(name)) {
      return PreTokenizer.QWEN;
    }
    throw new TokenizerException(
        "tokenizer.ggml.pre: expected a pre-tokenizer like gpt-2, smollm, llama-bpe, qwen2, tekken or deepseek-llm, found %s; use the model's HuggingFace folder"
            .formatted(name));
  }

  /**
   * The name of a pre-tokenizer, for a model that ignores merges of words that are tokens or not,
   * and composes characters or not.
   */
  public static String name(PreTokenizer preTokenizer, boolean ignoresMerges, boolean composes) {
    return switch (preTokenizer) {
      case GPT2 -> composes ? "olmo" : "gpt-2";
      case GPT2_DIGITS -> composes ? "command-r" : "smollm";
      case GPT4 -> ignoresMerges ? "llama-bpe" : "dbrx";
      case QWEN -> "qwen2";
    };
  }
}
