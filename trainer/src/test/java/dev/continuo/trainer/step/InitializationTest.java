package dev.continuo.trainer.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The beginnings of weights, by their names. */
class InitializationTest {

  @Test
  void biasesAndOutputProjectionsAreZeroAndNormsOne() {
    assertThat(filled("model.layers.0.self_attn.q_proj.bias", 64)).containsOnly(0);
    assertThat(filled("model.norm.bias", 64)).containsOnly(0);
    assertThat(filled("model.layers.0.mlp.down_proj.weight", 8, 8)).containsOnly(0);
    assertThat(filled("model.layers.0.self_attn.o_proj.weight", 8, 8)).containsOnly(0);
    assertThat(filled("model.layers.0.input_layernorm.weight", 64)).containsOnly(1);
  }

  @Test
  void embeddingsHaveThoseOfGpt2AndMatricesThatOfTheirInputs() {
    assertThat(deviation("model.embed_tokens.weight", 500, 16)).isCloseTo(0.02, within(0.001));
    assertThat(deviation("model.embed_positions.weight", 500, 16)).isCloseTo(0.02, within(0.001));
    assertThat(deviation("model.layers.0.mlp.up_proj.weight", 500, 16))
        .isCloseTo(0.25, within(0.01));
  }

  @Test
  void aNormAfterAHalfLayerIsZeroInPlaceOfTheProjection() {
    TensorSpec norm = new TensorSpec("model.layers.0.mlp.post_norm.weight", 8);
    assertThat(filled(norm.name(), 8)).containsOnly(0);
    assertThat(filled(List.of(norm), "model.layers.0.mlp.down_proj.weight", 8, 8))
        .doesNotContain(0);
    assertThat(filled(List.of(norm), "model.layers.0.input_layernorm.weight", 8)).containsOnly(1);
  }

  /** One array, beside others that nobody looks at. */
  private record InMemory(TensorSpec spec, MemorySegment memory, List<TensorSpec> others)
      implements NamedArrays {

    @Override
    public List<TensorSpec> specs() {
      return Stream.concat(Stream.of(spec), others.stream()).toList();
    }

    @Override
    public void read(String name, long first, MemorySegment to) {
      to.copyFrom(memory.asSlice(first * Float.BYTES, to.byteSize()));
    }

    @Override
    public void write(String name, long first, MemorySegment from) {
      if (!name.equals(spec.name())) {
        return;
      }
      memory.asSlice(first * Float.BYTES).copyFrom(from);
    }
  }

  private static double deviation(String name, long... shape) {
    float[] values = filled(name, shape);
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }

  private static float[] filled(String name, long... shape) {
    return filled(List.of(), name, shape);
  }

  private static float[] filled(List<TensorSpec> others, String name, long... shape) {
    TensorSpec spec = new TensorSpec(name, shape);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(ValueLayout.JAVA_FLOAT, spec.elementCount());
      Initialization.apply(new InMemory(spec, memory, others), 1);
      return memory.toArray(ValueLayout.JAVA_FLOAT);
    }
  }
}
