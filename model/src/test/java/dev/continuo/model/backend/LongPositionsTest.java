package dev.continuo.model.backend;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.backend.decode.CachedText;
import dev.continuo.model.backend.decode.CachedTransformer;
import dev.continuo.model.backend.decode.CachedTransformer.Piece;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.model.golden.LongGolden;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.weights.DataType;
import dev.continuo.model.weights.HuggingFaceExport;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Far positions are those of transformers, whatever computes them. */
class LongPositionsTest {

  private static final double MOST = 1e-5;
  private static final int STRIDE = 64;

  private final int[] text = LongGolden.text();

  @TempDir Path folder;

  private static void check(String name, List<float[]> found) {
    List<float[]> expected = LongGolden.open(name).logits();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(BackendCheck.distance(found.get(i), expected.get(i)))
          .as(name + " at position " + LongGolden.open(name).positions().get(i))
          .isLessThan(MOST);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.LongGolden#names")
  void ofTheNetThatIsTrained(String name) {
    ModelConfig config = LongGolden.config(name);
    List<float[]> found = new ArrayList<>();
    try (Backend backend = new CpuBackend(ScalarType.FLOAT32, 2);
        DenseTransformer net =
            new DenseTransformer(backend, config, 1, text.length, 0, true, Long.MAX_VALUE);
        WeightSource weights = LongGolden.weights();
        Arena arena = Arena.ofConfined()) {
      for (TensorSpec spec : WeightNames.of(config)) {
        net.parameters().write(spec.name(), weights.tensor(spec).toFloats());
      }
      net.parameters().refresh();
      backend.write(net.ids(), arena.allocateFrom(ValueLayout.JAVA_INT, text));
      net.score(1);
      for (int position : LongGolden.open(name).positions()) {
        Buffer row = net.logits().slice("a row", (long) position * STRIDE, config.vocabularySize());
        found.add(net.parameters().read(row));
      }
    }
    check(name, found);
  }

  private interface GraphUse {
    void with(Transformer graph, NDManager scope);
  }

  private static void graph(ModelConfig config, GraphUse use) {
    try (Transformer graph = Transformer.create(config, Precision.FLOAT32, Device.cpu());
        NDManager scope = graph.manager().newSubManager();
        WeightSource weights = LongGolden.weights()) {
      for (TensorSpec spec : WeightNames.of(config)) {
        NDArray weight = Objects.requireNonNull(graph.weights().get(spec.name()));
        Aten.fill(weight, weights.tensor(spec).toFloats());
      }
      use.with(graph, scope);
    }
  }

  private NDArray ids(NDManager scope, int first) {
    long[] ids = Arrays.stream(text, first, text.length).asLongStream().toArray();
    return scope.create(ids, new Shape(1, ids.length));
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.LongGolden#names")
  void ofTheGraph(String name) {
    List<float[]> found = new ArrayList<>();
    graph(
        LongGolden.config(name),
        (graph, scope) -> {
          NDArray hidden = graph.hidden(ids(scope, 0), false);
          for (int position : LongGolden.open(name).positions()) {
            NDArray row = hidden.get(position + ":" + (position + 1));
            found.add(graph.logits(row, false).toFloatArray());
          }
        });
    check(name, found);
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.LongGolden#names")
  void ofTheGraphThatIsGivenTheEndAlone(String name) {
    graph(
        LongGolden.config(name),
        (graph, scope) -> {
          int first = text.length - LongGolden.LAST;
          NDArray hidden = graph.hidden(ids(scope, first), first, false);
          float[] logits = graph.logits(hidden.get("-1:"), false).toFloatArray();
          assertThat(BackendCheck.distance(logits, LongGolden.open(name).last())).isLessThan(MOST);
        });
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.LongGolden#names")
  void ofTheGenerationRuntime(String name) {
    ModelConfig config = LongGolden.config(name);
    List<Integer> wanted = LongGolden.open(name).positions();
    List<float[]> found = new ArrayList<>();
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    try (WeightSource weights = LongGolden.weights()) {
      HuggingFaceExport.writeWeights(
          config, weights, DataType.F32, folder.resolve(WeightFiles.NAME));
    }
    try (RuntimeModel model = RuntimeModel.open(folder)) {
      model
          .newSession()
          .append(
              text,
              (position, logits) -> {
                if (wanted.contains(position)) {
                  found.add(logits.clone());
                }
              });
    }
    check(name, found);
  }

  /**
   * The keys and values of a net of one layer do not depend on what its tokens attend to, which is
   * computed only where logits are wanted.
   */
  private static final class AttentionOnRequest extends PlainBackend {

    private boolean wanted;

    @Override
    public void attend(
        Heads heads, TextRows rows, Pages pages, int layer, Buffer queries, Buffer attended) {
      if (wanted) {
        super.attend(heads, rows, pages, layer, queries, attended);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.LongGolden#names")
  void ofGenerationOnADevice(String name) {
    ModelConfig config = LongGolden.config(name);
    List<float[]> found = new ArrayList<>();
    try (AttentionOnRequest backend = new AttentionOnRequest();
        WeightSource weights = LongGolden.weights();
        CachedTransformer net = new CachedTransformer(backend, config, weights, 1L << 24);
        CachedText cached = net.newText()) {
      int read = 0;
      for (int position : LongGolden.open(name).positions()) {
        while (read < position) {
          backend.wanted = false;
          read += run(net, cached, read, Math.min(net.mostRows(), position - read));
        }
        backend.wanted = true;
        read += run(net, cached, read, 1);
        net.logits(new int[] {0}, 1);
        found.add(net.logits(0));
      }
    }
    check(name, found);
  }

  private int run(CachedTransformer net, CachedText cached, int from, int tokens) {
    Piece piece = new Piece(cached, from, tokens);
    net.reserve(piece);
    net.run(List.of(piece), Arrays.copyOfRange(text, from, from + tokens));
    return tokens;
  }
}
