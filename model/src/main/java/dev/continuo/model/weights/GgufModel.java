package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.ModelParts;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** A model as a GGUF file describes it in its metadata. */
final class GgufModel {

  static final String ARCHITECTURE = "general.architecture";
  static final String END_OF_TEXT = "tokenizer.ggml.eos_token_id";

  private static final String TOKENS = "tokenizer.ggml.tokens";
  private static final String TOKEN_TYPES = "tokenizer.ggml.token_type";
  static final String END_OF_TURN = "tokenizer.ggml.eot_token_id";

  /** Tokens that end a turn or a message, which end a continuation too. */
  private static final List<String> OTHER_ENDS =
      List.of(END_OF_TURN, "tokenizer.ggml.eom_token_id");

  /** The texts of such tokens, which many files name by nothing else. */
  private static final Set<String> TEXTS_OF_ENDS =
      Set.of(
          "<|im_end|>",
          "<|eot_id|>",
          "<|eom_id|>",
          "<|end|>",
          "<|endoftext|>",
          "<|end_of_text|>",
          "<end_of_turn>",
          "<end_of_utterance>");

  private static final int CONTROL = 3;

  private GgufModel() {}

  static ModelSource open(Path path) {
    GgufFile file = GgufFile.open(path);
    try {
      ModelConfig config = config(file);
      Set<Integer> ends = new TreeSet<>();
      if (config.endOfText() >= 0) {
        ends.add(config.endOfText());
      }
      for (String key : OTHER_ENDS) {
        file.metadata().tokenId(key, config.vocabularySize()).ifPresent(ends::add);
      }
      addNamedEnds(file.metadata(), config.vocabularySize(), ends);
      return new ModelSource(config, ends, new GgufWeights(config, file));
    } catch (ModelException e) {
      file.close();
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(path.toString()) ? e : new ModelException(path + ": " + message, e);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  private static void addNamedEnds(GgufMetadata metadata, int size, Set<Integer> ends) {
    List<String> tokens = metadata.texts(TOKENS);
    List<Integer> types = metadata.integers(TOKEN_TYPES);
    int count = Math.min(size, Math.min(tokens.size(), types.size()));
    for (int id = 0; id < count; id++) {
      if (types.get(id) == CONTROL && TEXTS_OF_ENDS.contains(tokens.get(id))) {
        ends.add(id);
      }
    }
  }

  private static ModelConfig config(GgufFile file) {
    GgufMetadata metadata = file.metadata();
    String source = file.path().toString();
    String name =
        metadata
            .text(ARCHITECTURE)
            .orElseThrow(() -> new ModelException(source + ": expected " + ARCHITECTURE));
    Architecture architecture = GgufNames.architecture(source, name);
    String prefix = name + ".";
    refuseOtherShapes(file, prefix);
    ModelParts usual = ModelParts.of(architecture);
    int channels = metadata.integer(prefix + "embedding_length");
    int headCount = metadata.integer(prefix + "attention.head_count");
    int headSize =
        metadata.integer(
            prefix + "attention.key_length", Math.max(1, channels / Math.max(1, headCount)));
    int valueSize = metadata.integer(prefix + "attention.value_length", headSize);
    if (valueSize != headSize) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %sattention.value_length: expected the head size %d, found %d",
              source,
              prefix,
              headSize,
              valueSize));
    }
    int layerCount = metadata.integer(prefix + "block_count");
    int vocabularySize = vocabularySize(file, source);
    return new ModelConfig(
        architecture,
        vocabularySize,
        channels,
        layerCount,
        headCount,
        metadata.integer(prefix + "attention.head_count_kv", headCount),
        headSize,
        metadata.integer(prefix + "feed_forward_length"),
        metadata.integer(prefix + "context_length"),
        metadata.number(prefix + epsilonKey(usual), usual.layerNorm() ? 1e-5 : 1e-6),
        usual.rotary() ? metadata.number(prefix + "rope.freq_base", 10_000) : 0,
        !file.tensors().containsKey(GgufNames.OUTPUT),
        metadata.tokenId(END_OF_TEXT, vocabularySize).orElse(-1),
        new GgufParts(architecture, file).read(layerCount, channels, headCount, headSize));
  }

  static String epsilonKey(ModelParts parts) {
    return parts.layerNorm() ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon";
  }

  private static int vocabularySize(GgufFile file, String source) {
    Tensor embedding = file.tensors().get(GgufNames.EMBEDDING);
    if (embedding == null || embedding.spec().shape().size() != 2) {
      throw new ModelException(
          source + ": " + GgufNames.EMBEDDING + ": expected such a matrix, found none");
    }
    return (int) Math.min(Integer.MAX_VALUE, embedding.spec().dimensions()[0]);
  }

  private static void refuseOtherShapes(GgufFile file, String prefix) {
    GgufMetadata metadata = file.metadata();
    if (metadata.integer(prefix + "expert_count", 0) != 0) {
      throw new ModelException(
          file.path() + ": " + prefix + "expert_count: expected a model without experts");
    }
  }
}
