package dev.continuo.tokenizer.gguf;

import dev.continuo.tokenizer.text.TokenizerException;
import dev.continuo.tokenizer.word.PreTokenizer;
import java.util.Set;

/** What llama.cpp's names of pre-tokenizers mean, and the other way. */
final class PreTokenizers {

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
          "roberta-bpe");
  private static final Set<String> GPT2_DIGITS =
      Set.of("smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b");
  private static final Set<String> GPT4_WHOLE_WORDS =
      Set.of(
          "llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2");
  private static final Set<String> GPT4 = Set.of("dbrx", "smaug-bpe", "chatglm-bpe", "glm4");
  private static final Set<String> QWEN =
      Set.of("qwen2", "deepseek-r1-qwen", "stablelm2", "megrez", "hunyuan");

  private PreTokenizers() {}

  /** Whether a word that is a token becomes that token, whatever the merges say. */
  static boolean takesWholeWords(String name) {
    return GPT4_WHOLE_WORDS.contains(name);
  }

  static PreTokenizer of(String name) {
    if (GPT2.contains(name)) {
      return PreTokenizer.GPT2;
    }
    if (GPT2_DIGITS.contains(name)) {
      return PreTokenizer.GPT2_DIGITS;
    }
    if (GPT4.contains(name) || GPT4_WHOLE_WORDS.contains(name)) {
      return PreTokenizer.GPT4;
    }
    if (QWEN.contains(name)) {
      return PreTokenizer.QWEN;
    }
    throw new TokenizerException(
        "tokenizer.ggml.pre: expected a pre-tokenizer like gpt-2, smollm, llama-bpe, dbrx or qwen2, found %s; use the model's HuggingFace folder"
            .formatted(name));
  }

  /** What llama.cpp calls a pre-tokenizer, where words that are tokens are merged or are not. */
  static String name(PreTokenizer preTokenizer, boolean takesWholeWords) {
    return switch (preTokenizer) {
      case GPT2 -> "gpt-2";
      case GPT2_DIGITS -> "smollm";
      case GPT4 -> takesWholeWords ? "llama-bpe" : "dbrx";
      case QWEN -> "qwen2";
    };
  }
}
