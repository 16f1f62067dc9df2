package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.ExportType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.ModelSource;
import dev.continuo.model.weights.Tensor;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family of models, against what transformers computes. */
class FamiliesTest {

  private static final double ROUNDING = 1e-4;
  private static final String NAMES = "dev.continuo.model.golden.Golden#families";

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource(NAMES)
  void logitsAreThoseOfTransformers(String name) {
    Golden golden = Golden.open(name);
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      try (RuntimeModel model = open(golden.folder(), 2, WeightFormat.AS_STORED, kernels)) {
        List<float[]> logits = allLogits(model, golden.promptIds());
        for (int t = 0; t < logits.size(); t++) {
          List<Float> expected = golden.logits().get(t);
          for (int id = 0; id < expected.size(); id++) {
            assertThat((double) logits.get(t)[id])
                .as(name + " at " + t)
                .isCloseTo(expected.get(id), within(ROUNDING));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void theLikeliestContinuationIsThatOfTransformers(String name) {
    Golden golden = Golden.open(name);
    try (RuntimeModel model = RuntimeModel.open(golden.folder())) {
      Session session = model.newSession();
      List<Integer> continuation = new ArrayList<>();
      float[] logits = session.append(golden.promptIds());
      while (continuation.size() < golden.greedy().size()) {
        continuation.add(best(logits));
        logits = session.append(best(logits));
      }
      assertThat(continuation).isEqualTo(golden.greedy());
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void tokenByTokenGivesTheSameBitsAsAllAtOnceInAnyFormat(String name) {
    Golden golden = Golden.open(name);
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      for (WeightFormat format : WeightFormat.values()) {
        try (RuntimeModel one = open(golden.folder(), 1, format, kernels);
            RuntimeModel three = open(golden.folder(), 3, format, kernels)) {
          int[] ids = IntStream.range(0, 70).map(i -> i * 7 % 64).toArray();
          List<float[]> atOnce = allLogits(three, ids);
          Session session = one.newSession();
          for (int t = 0; t < ids.length; t++) {
            assertThat(session.append(ids[t])).as(format + " " + t).isEqualTo(atOnce.get(t));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void theLensEndsWithTheModelsLogits(String name) {
    Golden golden = Golden.open(name);
    try (RuntimeModel model = RuntimeModel.open(golden.folder())) {
      List<float[]> layers = model.newSession().layers(golden.promptIds());
      assertThat(layers).hasSize(model.config().layerCount() + 1);
      assertThat(layers.getLast()).isEqualTo(model.newSession().append(golden.promptIds()));
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void theConfigurationIsWrittenAsItWasRead(String name) {
    ModelConfig config = ConfigFile.read(Golden.folder(name).resolve(ConfigFile.NAME));
    Path written = folder.resolve(ConfigFile.NAME);
    ConfigFile.write(config, written);
    assertThat(ConfigFile.read(written)).isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void anExportedFolderHasTheTensorsOfTheFirst(String name) {
    try (ModelSource source = ModelSource.open(Golden.folder(name))) {
      HuggingFaceExport.write(source, -1, ExportType.F32, folder);
    }
    Golden golden = Golden.open(name);
    try (WeightFiles expected = WeightFiles.open(golden.folder());
        WeightFiles written = WeightFiles.open(folder)) {
      assertThat(written.names()).isEqualTo(expected.names());
    }
    try (RuntimeModel model = RuntimeModel.open(folder);
        RuntimeModel same = RuntimeModel.open(golden.folder())) {
      float[] logits = model.newSession().append(golden.promptIds());
      float[] right = same.newSession().append(golden.promptIds());
      for (int id = 0; id < logits.length; id++) {
        assertThat((double) logits[id]).isCloseTo(right[id], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource(NAMES)
  void everyWeightIsFoundAndCounted(String name) {
    try (ModelSource source = ModelSource.open(Golden.folder(name))) {
      long count = 0;
      for (TensorSpec spec : WeightNames.of(source.config())) {
        Tensor tensor = source.weights().tensor(spec);
        assertThat(tensor.spec()).isEqualTo(spec);
        count += spec.elementCount();
      }
      assertThat(count).isEqualTo(source.config().parameterCount());
    }
  }

  private static RuntimeModel open(Path folder, int threads, WeightFormat format, Kernels kernels) {
    return RuntimeModel.open(
        folder, new RuntimeOptions(threads, format, DevicePreference.CPU), kernels);
  }

  private static List<float[]> allLogits(RuntimeModel model, int[] ids) {
    List<float[]> all = new ArrayList<>();
    model.newSession().append(ids, (position, logits) -> all.add(logits));
    return all;
  }

  private static int best(float[] logits) {
    return IntStream.range(0, logits.length).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
  }
}
