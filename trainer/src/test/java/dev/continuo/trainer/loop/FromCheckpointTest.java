package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.checkpoint.NetWeights;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.optim.GraphOptimizer;
import dev.continuo.trainer.optim.GraphOptimizers;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.step.TrainingStep;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training starts from a HuggingFace folder at the loss that transformers computes. */
final class FromCheckpointTest {

  private static final Path GOLDEN = Path.of("../model/src/test/resources/golden");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen3-grouped",
        "llama-grouped-untied",
        "sharded",
        "float16",
        "bfloat16",
        "gpt2",
        "gpt2-untied"
      })
  void beginsAtTheLossOfTransformers(String name) throws IOException {
    Path folder = GOLDEN.resolve(name);
    JsonNode expected = new JsonMapper().readTree(folder.resolve("expected.json").toFile());
    long[] prompt =
        IntStream.range(0, expected.path("prompt").size())
            .mapToLong(i -> expected.path("prompt").path(i).asLong())
            .toArray();
    int columns = prompt.length - 1;
    long[] inputs = java.util.Arrays.copyOf(prompt, columns);
    long[] targets = java.util.Arrays.copyOfRange(prompt, 1, prompt.length);
    AdamW config = new AdamW(1e-3, 0.9, 0.95, 1e-8, 0.1, 1);
    try (Transformer transformer =
            Transformer.create(
                ConfigFile.read(folder.resolve(ConfigFile.NAME)), Precision.FLOAT32, Device.cpu());
        ForwardBackward passes = new GraphForwardBackward(transformer)) {
      NetWeights.of(transformer).read(folder);
      GraphOptimizer optimizer =
          GraphOptimizers.of(
              transformer.weights(), transformer.manager(), config, Precision.FLOAT32);
      TrainingStep step = new TrainingStep(passes, optimizer, LossFunction.CROSS_ENTROPY);
      Batch batch = new Batch(1, columns, inputs, targets);
      double loss = step.train(batch, 1e-3).loss();
      assertThat(loss).isCloseTo(meanLoss(expected.path("logits"), targets), within(2e-6 * loss));
      assertThat(step.train(batch, 1e-3).loss()).isLessThan(loss);
    }
  }

  /** What a run leaves is what transformers wrote: the same tensors by the same names. */
  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2", "gpt2-untied"})
  void writesTheFileThatItRead(String name, @TempDir Path target) {
    Path folder = GOLDEN.resolve(name);
    Path file = target.resolve(WeightFiles.NAME);
    try (Transformer transformer =
        Transformer.create(
            ConfigFile.read(folder.resolve(ConfigFile.NAME)), Precision.FLOAT32, Device.cpu())) {
      NetWeights weights = NetWeights.of(transformer);
      weights.read(folder);
      weights.write(file);
    }
    try (SafetensorsFile expected = SafetensorsFile.open(folder.resolve(WeightFiles.NAME));
        SafetensorsFile written = SafetensorsFile.open(file)) {
      assertThat(written.tensors().keySet()).isEqualTo(expected.tensors().keySet());
      written
          .tensors()
          .forEach(
              (key, tensor) -> {
                Tensor original = Objects.requireNonNull(expected.tensors().get(key));
                assertThat(tensor.spec()).isEqualTo(original.spec());
                assertThat(tensor.toFloats()).isEqualTo(original.toFloats());
              });
    }
  }

  private static double meanLoss(JsonNode logits, long[] targets) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      double total = 0;
      for (JsonNode logit : logits.path(i)) {
        total += Math.exp(logit.asDouble());
      }
      sum += Math.log(total) - logits.path(i).path((int) targets[i]).asDouble();
    }
    return sum / targets.length;
  }
}
