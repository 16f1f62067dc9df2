package dev.continuo.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.WeightNames.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Gpt2WeightsTest {

  @ParameterizedTest
  @ValueSource(strings = {"gpt2", "gpt2-untied", "gpt2-bare"})
  void findsEveryWeight(String name) {
    try (ModelSource source = ModelSource.open(Golden.folder(name))) {
      long count = 0;
      for (TensorSpec spec : WeightNames.of(source.config())) {
        Tensor tensor = source.weights().tensor(spec);
        assertThat(tensor.spec()).isEqualTo(spec);
        count += tensor.spec().elementCount();
      }
      assertThat(count).isEqualTo(source.config().parameterCount());
    }
  }

  @Test
  void splitsAndTransposesWhatTheFileHoldsAsOne() {
    try (ModelSource source = ModelSource.open(Golden.folder("gpt2"));
        WeightFiles files = WeightFiles.open(Golden.folder("gpt2"))) {
      ModelConfig config = source.config();
      int channels = config.channels();
      float[] joined =
          files
              .tensor(new TensorSpec("transformer.h.1.attn.c_attn.weight", channels, 3L * channels))
              .toFloats();
      float[] biases =
          files
              .tensor(new TensorSpec("transformer.h.1.attn.c_attn.bias", 3L * channels))
              .toFloats();
      Part[] parts = {Part.QUERY, Part.KEY, Part.VALUE};
      for (int share = 0; share < parts.length; share++) {
        String name = parts[share].in(1);
        float[] weight =
            source.weights().tensor(new TensorSpec(name, channels, channels)).toFloats();
        float[] bias =
            source.weights().tensor(new TensorSpec(parts[share].biasIn(1), channels)).toFloats();
        for (int output = 0; output < channels; output++) {
          assertThat(bias[output]).isEqualTo(biases[share * channels + output]);
          for (int input = 0; input < channels; input++) {
            assertThat(weight[output * channels + input])
                .isEqualTo(joined[input * 3 * channels + share * channels + output]);
          }
        }
      }
    }
  }

  @Test
  void namesTheTensorOfTheFileThatDoesNotFit() {
    try (ModelSource source = ModelSource.open(Golden.folder("gpt2"))) {
      assertThatThrownBy(() -> source.weights().tensor(new TensorSpec(Part.UP.in(0), 95, 24)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("transformer.h.0.mlp.c_fc.weight: expected")
          .hasMessageContaining("[24, 95]");
    }
  }
}
