package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each layer says, beside transformers' hidden states (golden_lens.py). */
class LayersTest {

  private static final float ROUNDING = 2e-5f;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen3-grouped", "llama-grouped-untied", "gpt2"})
  void layersSayWhatThoseOfTransformersSay(String name) throws IOException {
    JsonNode expected =
        new JsonMapper().readTree(Golden.folder("lens.json").toFile()).path(name); // (L + 1, T, V)
    Golden golden = Golden.open(name);
    int[] ids = golden.promptIds();
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      RuntimeOptions options = RuntimeOptions.defaults().withThreads(2);
      try (RuntimeModel model = RuntimeModel.open(golden.folder(), options, kernels)) {
        for (int t = 0; t < ids.length; t++) {
          List<float[]> layers = model.newSession().layers(Arrays.copyOf(ids, t + 1));
          assertThat(layers).hasSize(model.config().layerCount() + 1).hasSameSizeAs(expected);
          for (int layer = 0; layer < layers.size(); layer++) {
            JsonNode row = expected.path(layer).path(t);
            assertThat(layers.get(layer)).hasSameSizeAs(row);
            for (int id = 0; id < row.size(); id++) {
              assertThat(layers.get(layer)[id])
                  .isCloseTo(row.path(id).floatValue(), within(ROUNDING));
            }
          }
        }
      }
    }
  }

  @Test
  void theLastLayersAreTheModelsOwnBitsAndTheTextGoesOn() {
    int[] ids = Golden.open("gpt2").promptIds();
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("gpt2"))) {
      Session looked = model.newSession();
      Session plain = model.newSession();
      looked.feed(ids[0], ids[1]);
      plain.feed(ids[0], ids[1]);
      assertThat(looked.layers(ids[2], ids[3]).getLast()).isEqualTo(plain.append(ids[2], ids[3]));
      assertThat(looked.length()).isEqualTo(4);
      assertThat(looked.append(ids[4])).isEqualTo(plain.append(ids[4]));
    }
  }

  @Test
  void textsBesideItChangeNoBit() throws Exception {
    int[] ids = Golden.open("qwen3-grouped").promptIds();
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3-grouped"));
        ExecutorService readers = Executors.newFixedThreadPool(4)) {
      List<List<float[]>> alone = new ArrayList<>();
      for (int t = 1; t <= ids.length; t++) {
        alone.add(model.newSession().layers(Arrays.copyOf(ids, t)));
      }
      List<Future<List<float[]>>> together = new ArrayList<>();
      for (int t = 1; t <= ids.length; t++) {
        int[] read = Arrays.copyOf(ids, t);
        together.add(readers.submit(() -> model.newSession().layers(read)));
        readers.execute(() -> model.newSession().append(read));
      }
      for (int t = 0; t < ids.length; t++) {
        for (int layer = 0; layer < alone.get(t).size(); layer++) {
          assertThat(together.get(t).get().get(layer)).isEqualTo(alone.get(t).get(layer));
        }
      }
    }
  }

  @Test
  void aGpuKeepsNoLayersOutput() {
    TinyNet.write(folder, "QWEN3");
    try (RuntimeModel model =
        RuntimeModel.open(folder, RuntimeOptions.defaults(), new PlainBackend(), 1 << 20)) {
      assertThat(model.showsLayers()).isFalse();
      Session session = model.newSession();
      assertThatThrownBy(() -> session.layers(1, 2))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("open it on the CPU");
      assertThat(session.length()).isZero();
    }
  }
}
