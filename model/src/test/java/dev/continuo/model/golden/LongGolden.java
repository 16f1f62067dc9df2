package dev.continuo.model.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32;

/**
 * What transformers computes for a text of 32,000 tokens. Weights and text follow from their names,
 * as golden_long.py says.
 *
 * @param positions where logits are known
 * @param logits (positions, V)
 * @param last (V), after the last {@link #LAST} tokens alone, at their positions in the text
 */
@SuppressWarnings("ArrayRecordComponent")
public record LongGolden(List<Integer> positions, List<float[]> logits, float[] last) {

  public static final int LAST = 100;

  private static final int LENGTH = 32_000;
  private static final int CONTEXT = 32_768;
  private static final int VOCABULARY = 29;
  private static final Path FILE = Path.of("src", "test", "resources", "golden", "long.json");

  /** The names of the nets. */
  public static List<String> names() {
    return List.of("qwen3", "llama", "gpt2");
  }

  public static LongGolden open(String name) {
    try {
      JsonNode json = new JsonMapper().readTree(FILE.toFile());
      return new LongGolden(
          elements(json.path("positions")).stream().map(JsonNode::intValue).toList(),
          elements(json.path("logits").path(name)).stream().map(LongGolden::floats).toList(),
          floats(json.path("last").path(name).path(0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A net's dimensions. */
  public static ModelConfig config(String name) {
    return switch (name) {
      case "qwen3" -> config(Architecture.QWEN3, 1e-6, 10_000);
      case "llama" -> config(Architecture.LLAMA, 1e-6, 500_000);
      case "gpt2" -> config(Architecture.GPT2, 1e-5, 0);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static ModelConfig config(Architecture architecture, double epsilon, double base) {
    return new ModelConfig(
        architecture, VOCABULARY, 16, 1, 1, 1, 16, 24, CONTEXT, epsilon, base, true, -1);
  }

  /** The text. */
  public static int[] text() {
    int[] ids = numbers("text", LENGTH);
    for (int i = 0; i < ids.length; i++) {
      ids[i] %= VOCABULARY;
    }
    return ids;
  }

  /** Integers from 0 to 2²⁴ − 1: murmur3's finalizer of the name's CRC-32 and the place. */
  private static int[] numbers(String name, int count) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    int[] numbers = new int[count];
    for (int i = 0; i < count; i++) {
      int x = i * 0x9E3779B9 + (int) sum.getValue();
      x ^= x >>> 16;
      x *= 0x85EBCA6B;
      x ^= x >>> 13;
      x *= 0xC2B2AE35;
      x ^= x >>> 16;
      numbers[i] = x >>> 8;
    }
    return numbers;
  }

  /** The weights of any of the nets. */
  public static WeightSource weights() {
    return new WeightSource() {
      @Override
      public String name() {
        return "weights that follow from their names";
      }

      @Override
      public Tensor tensor(TensorSpec expected) {
        float[] values = values(expected.name(), (int) expected.elementCount());
        return new Tensor(expected, DataType.F32, MemorySegment.ofArray(values));
      }

      @Override
      public void close() {}
    };
  }

  /**
   * From −1/2 to 1/2; about 1 for norms, about 2 for those of queries and keys, the embedding and
   * both projections wider.
   */
  private static float[] values(String name, int count) {
    boolean norm = name.endsWith("norm.weight");
    boolean ofHeads = name.endsWith("q_norm.weight") || name.endsWith("k_norm.weight");
    boolean wide =
        name.endsWith("embed_tokens.weight")
            || name.endsWith("q_proj.weight")
            || name.endsWith("k_proj.weight");
    int[] numbers = numbers(name, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value = numbers[i] * 0x1p-24f - 0.5f;
      values[i] = norm ? value + (ofHeads ? 2 : 1) : wide ? value * 2 : value;
    }
    return values;
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array.path(i).floatValue();
    }
    return floats;
  }
}
