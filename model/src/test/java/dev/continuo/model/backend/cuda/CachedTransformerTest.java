package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.decode.CachedText;
import dev.continuo.model.backend.decode.CachedTransformer;
import dev.continuo.model.backend.decode.CachedTransformer.Piece;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.weights.ModelSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts over the emulated kernels against the same over plain loops. */
@Tag("emulator")
class CachedTransformerTest {

  private static final long MEMORY = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 1e-5, qwen3-grouped",
    "FLOAT32, 1e-5, gpt2",
    "FLOAT32, 1e-5, gpt2-untied",
    "BFLOAT16, 3e-2, bfloat16",
    "BFLOAT16, 3e-2, gpt2"
  })
  void textsAgreeWithPlainLoops(ElementType activations, double most, String name)
      throws Exception {
    EmulatedKernels kernels = EmulatedKernels.of(activations);
    List<float[]> expected = texts(new PlainBackend(), name);
    List<float[]> found = texts(new CudaBackend(new EmulatedDevice(kernels), activations), name);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      double distance = BackendCheck.distance(found.get(i), expected.get(i));
      assertThat(distance).isLessThan(most);
    }
  }

  /** Two texts that share a beginning, one token at a time, after one that is read at once. */
  private static List<float[]> texts(Backend backend, String name) {
    List<float[]> all = new ArrayList<>();
    try (backend;
        ModelSource source = ModelSource.open(Golden.folder(name));
        CachedTransformer net =
            new CachedTransformer(backend, source.config(), source.weights(), MEMORY);
        CachedText text = net.newText()) {
      int[] ids = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
      run(net, ids, List.of(new Piece(text, 0, ids.length)), all);
      try (CachedText copy = text.copy(7)) {
        for (int t = 0; t < 3; t++) {
          int[] next = {20 + t, 30 + t};
          run(net, next, List.of(new Piece(text, 11 + t, 1), new Piece(copy, 7 + t, 1)), all);
        }
      }
    }
    return all;
  }

  private static void run(CachedTransformer net, int[] ids, List<Piece> pieces, List<float[]> all) {
    pieces.forEach(net::reserve);
    net.run(pieces, ids);
    int[] wanted = {ids.length - 1, 0};
    net.logits(wanted, 2);
    all.add(net.logits(0));
    all.add(net.logits(1));
  }
}
