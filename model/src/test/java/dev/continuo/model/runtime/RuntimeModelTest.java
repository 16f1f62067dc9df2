package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuntimeModelTest {

  private static final float ROUNDING = 2e-5f;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void logitsAreThoseOfTransformers(String name) {
    Golden golden = Golden.open(name);
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      try (RuntimeModel model = RuntimeModel.open(golden.folder(), threads(2), kernels)) {
        List<float[]> logits = allLogits(model, golden.promptIds());
        for (int t = 0; t < logits.size(); t++) {
          List<Float> expected = golden.logits().get(t);
          for (int i = 0; i < expected.size(); i++) {
            assertThat(logits.get(t)[i]).isCloseTo(expected.get(i), within(ROUNDING));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void theLikeliestContinuationIsThatOfTransformers(String name) {
    Golden golden = Golden.open(name);
    try (RuntimeModel model = RuntimeModel.open(golden.folder())) {
      Session session = model.newSession();
      List<Integer> continuation = new ArrayList<>();
      float[] logits = session.append(golden.promptIds());
      while (continuation.size() < golden.greedy().size()) {
        float[] last = logits;
        int best = IntStream.range(0, last.length).reduce(0, (a, b) -> last[b] > last[a] ? b : a);
        continuation.add(best);
        logits = session.append(best);
      }
      assertThat(continuation).isEqualTo(golden.greedy());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void tokenByTokenGivesTheSameBitsAsAllAtOnceOnAnyNumberOfThreads(String name) {
    Golden golden = Golden.open(name);
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      try (RuntimeModel one = RuntimeModel.open(golden.folder(), threads(1), kernels);
          RuntimeModel three = RuntimeModel.open(golden.folder(), threads(3), kernels)) {
        int[] ids = IntStream.range(0, one.config().contextLength()).map(i -> i * 7 % 41).toArray();
        List<float[]> atOnce = allLogits(three, ids);
        Session session = one.newSession();
        for (int t = 0; t < ids.length; t++) {
          assertThat(session.append(ids[t])).isEqualTo(atOnce.get(t));
        }
        assertThat(three.newSession().append(ids)).isEqualTo(atOnce.getLast());
      }
    }
  }

  @Test
  void aTruncatedTextGoesOnAsIfItHadNotBeenLonger() {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"))) {
      Session session = model.newSession();
      float[] expected = session.append(1, 2, 3);
      session.feed(4, 5, 6);
      session.truncate(2);
      assertThat(session.append(3)).isEqualTo(expected);
      assertThat(session.length()).isEqualTo(3);
    }
  }

  @Test
  void manySessionsShareTheWeights() throws InterruptedException {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"), threads(2))) {
      int[] ids = {1, 2, 3, 4, 5};
      float[] expected = model.newSession().append(ids);
      float[][] found = new float[8][];
      Thread[] threads = new Thread[found.length];
      for (int i = 0; i < threads.length; i++) {
        int index = i;
        threads[i] = Thread.ofPlatform().start(() -> found[index] = model.newSession().append(ids));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(Arrays.asList(found)).allSatisfy(logits -> assertThat(logits).isEqualTo(expected));
    }
  }

  @Test
  void refusesTokensThatDoNotFit() {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"))) {
      Session session = model.newSession();
      assertThatThrownBy(session::append).isInstanceOf(ModelException.class);
      assertThatThrownBy(() -> session.append(41))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("below 41, found 41");
      assertThatThrownBy(() -> session.append(new int[65]))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("longer than the model's context of 64 tokens: 65");
      session.append(new int[64]);
      assertThat(session.room()).isZero();
      assertThatThrownBy(() -> session.append(1)).isInstanceOf(ModelException.class);
    }
  }

  @Test
  void aClosedModelSaysSo() {
    RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"));
    Session session = model.newSession();
    model.close();
    model.close();
    assertThatThrownBy(() -> session.append(1))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refusesWeightsThatAreNotFinite() throws IOException {
    Path golden = Golden.folder("qwen3");
    ModelConfig config = ConfigFile.read(golden.resolve(ConfigFile.NAME));
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      for (String name : List.of(WeightNames.EMBEDDING, WeightNames.FINAL_NORM)) {
        try (WeightFiles files = WeightFiles.open(golden)) {
          SafetensorsWriter.write(
              folder.resolve(WeightFiles.NAME),
              SafetensorsWriter.TRANSFORMERS_METADATA,
              WeightNames.of(config),
              spec -> {
                float[] floats = files.tensor(spec).toFloats();
                if (spec.name().equals(name)) {
                  floats[floats.length - 1] = bad;
                }
                return MemorySegment.ofArray(floats);
              });
        }
        ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
        for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
          for (WeightFormat format : WeightFormat.values()) {
            RuntimeOptions options = threads(2).withWeights(format);
            assertThatThrownBy(() -> RuntimeModel.open(folder, options, kernels))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(name + ": expected finite weights");
          }
        }
      }
    }
  }

  @Test
  void refusesAFolderThatIsNoModel() throws IOException {
    assertThatThrownBy(() -> RuntimeModel.open(folder.resolve("none")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("expected a run or HuggingFace folder");
    assertThatThrownBy(() -> RuntimeModel.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("config.json");
    Files.copy(Golden.folder("llama").resolve(ConfigFile.NAME), folder.resolve(ConfigFile.NAME));
    assertThatThrownBy(() -> RuntimeModel.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.safetensors");
    Files.copy(
        Golden.folder("qwen3-grouped").resolve(WeightFiles.NAME), folder.resolve(WeightFiles.NAME));
    assertThatThrownBy(() -> RuntimeModel.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("as config.json says");
  }

  private static RuntimeOptions threads(int threads) {
    return RuntimeOptions.defaults().withThreads(threads);
  }

  private static List<float[]> allLogits(RuntimeModel model, int[] ids) {
    List<float[]> all = new ArrayList<>();
    model
        .newSession()
        .append(ids, (position, logits) -> all.add(Arrays.copyOf(logits, logits.length)));
    return all;
  }
}
