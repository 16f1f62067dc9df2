package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.text.TokenizerException;
import dev.continuo.tokenizer.train.PreTokenizer;
import java.util.Optional;
import java.util.Set;

/** What llama.cpp's names of pre-tokenizers mean in a {@code tokenizer.json}, and the other way. */
final class PreTokenizers {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

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

  static ObjectNode toJson(String name) {
    if (GPT2.contains(name)) {
      return byteLevel(true);
    }
    if (GPT2_DIGITS.contains(name)) {
      ObjectNode digits = NODES.objectNode().put("type", "Digits").put("individual_digits", true);
      return sequence(digits, byteLevel(true));
    }
    if (GPT4.contains(name) || GPT4_WHOLE_WORDS.contains(name)) {
      return sequence(split(PreTokenizer.GPT4.pattern()), byteLevel(false));
    }
    if (QWEN.contains(name)) {
      return sequence(split(PreTokenizer.QWEN.pattern()), byteLevel(false));
    }
    throw new TokenizerException(
        "tokenizer.ggml.pre: expected a pre-tokenizer like gpt-2, smollm, llama-bpe, dbrx or qwen2, found %s; use the model's HuggingFace folder"
            .formatted(name));
  }

  /** The name of what a {@code tokenizer.json} does before merging, where llama.cpp has one. */
  static Optional<String> name(JsonNode preTokenizer, boolean wholeWords) {
    if (isByteLevel(preTokenizer, true)) {
      return Optional.of("gpt-2");
    }
    JsonNode steps = preTokenizer.path("pretokenizers");
    JsonNode first = steps.path(0);
    if (steps.size() != 2) {
      return Optional.empty();
    }
    if (first.path("type").asText().equals("Digits")) {
      boolean single = first.path("individual_digits").asBoolean();
      return single && isByteLevel(steps.path(1), true) ? Optional.of("smollm") : Optional.empty();
    }
    String pattern = first.path("pattern").path("Regex").asText();
    if (!isByteLevel(steps.path(1), false) || !first.path("behavior").asText().equals("Isolated")) {
      return Optional.empty();
    }
    if (pattern.equals(PreTokenizer.GPT4.pattern())) {
      return Optional.of(wholeWords ? "llama-bpe" : "dbrx");
    }
    if (pattern.equals(PreTokenizer.QWEN.pattern())) {
      return Optional.of("qwen2");
    }
    return pattern.equals(PreTokenizer.GPT2.pattern()) ? Optional.of("gpt-2") : Optional.empty();
  }

  static ObjectNode byteLevel(boolean useRegex) {
    ObjectNode byteLevel = NODES.objectNode().put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", false).put("trim_offsets", true);
    return byteLevel.put("use_regex", useRegex);
  }

  private static boolean isByteLevel(JsonNode step, boolean useRegex) {
    return step.path("type").asText().equals("ByteLevel")
        && !step.path("add_prefix_space").asBoolean()
        && step.path("use_regex").asBoolean(true) == useRegex;
  }

  private static ObjectNode split(String pattern) {
    ObjectNode split = NODES.objectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", pattern);
    return split.put("behavior", "Isolated").put("invert", false);
  }

  private static ObjectNode sequence(ObjectNode first, ObjectNode second) {
    ObjectNode sequence = NODES.objectNode().put("type", "Sequence");
    sequence.putArray("pretokenizers").add(first).add(second);
    return sequence;
  }
}
