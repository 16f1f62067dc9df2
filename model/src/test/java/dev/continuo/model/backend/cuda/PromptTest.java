package dev.continuo.model.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.backend.decode.CachedText;
import dev.continuo.model.backend.decode.CachedTransformer;
import dev.continuo.model.backend.decode.CachedTransformer.Piece;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.golden.RandomWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prompts that are read in blocks, on emulated tensor cores. */
@Tag("emulator")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptTest {

  private static final int VOCABULARY = 41;
  private static final long MEMORY = 8 << 20;
  private static final double CLOSE = 2e-2;

  private EmulatedKernels kernels;

  @BeforeAll
  void compile() throws Exception {
    kernels = EmulatedKernels.of(ElementType.BFLOAT16);
  }

  /** Two layers with heads of 64 channels, those of keys half as many where that can be. */
  private static ModelConfig config(Architecture architecture) {
    boolean rotary = ModelParts.of(architecture).rotary();
    return new ModelConfig(
        architecture,
        VOCABULARY,
        128,
        2,
        2,
        rotary ? 1 : 2,
        64,
        96,
        320,
        1e-5,
        rotary ? 10_000 : 0,
        true,
        -1);
  }

  private Backend emulated() {
    return new CudaBackend(new EmulatedDevice(kernels), ElementType.BFLOAT16);
  }

  @ParameterizedTest
  @EnumSource(names = {"QWEN3", "LLAMA", "GPT2", "QWEN2"})
  void blocksAreThoseOfPlainLoops(Architecture architecture) {
    assertClose(texts(emulated(), architecture, 300), texts(new PlainBackend(), architecture, 300));
  }

  /** At once, in pieces that begin and end within pages and at their ends, token by token. */
  @ParameterizedTest
  @EnumSource(names = {"QWEN3", "GPT2"})
  void blocksAreTheSameInPieces(Architecture architecture) {
    List<float[]> atOnce = texts(emulated(), architecture, 300);
    assertClose(texts(emulated(), architecture, 64), atOnce);
    assertClose(texts(emulated(), architecture, 50), atOnce);
    assertClose(texts(emulated(), architecture, 1), atOnce);
  }

  private static void assertClose(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(BackendCheck.distance(found.get(i), expected.get(i))).isLessThan(CLOSE);
    }
  }

  /**
   * The logits after a prompt; and, in one pass, after its next token, after a block that goes on
   * from its first 130 tokens, and after a text of its own.
   */
  private static List<float[]> texts(Backend backend, Architecture architecture, int pieceTokens) {
    List<float[]> all = new ArrayList<>();
    try (backend;
        CachedTransformer net =
            new CachedTransformer(backend, config(architecture), new RandomWeights(), MEMORY);
        CachedText text = net.newText();
        CachedText own = net.newText()) {
      int[] prompt = ids(1, 300);
      for (int from = 0; from < prompt.length; from += pieceTokens) {
        int tokens = Math.min(pieceTokens, prompt.length - from);
        run(
            net,
            Arrays.copyOfRange(prompt, from, from + tokens),
            List.of(new Piece(text, from, tokens)));
      }
      net.logits(new int[] {(prompt.length - 1) % pieceTokens}, 1);
      all.add(net.logits(0));
      try (CachedText fork = text.copy(130)) {
        run(
            net,
            ids(2, 1 + 140 + 2),
            List.of(new Piece(text, 300, 1), new Piece(fork, 130, 140), new Piece(own, 0, 2)));
        net.logits(new int[] {0, 140, 142}, 3);
        IntStream.range(0, 3).mapToObj(net::logits).forEach(all::add);
      }
    }
    return all;
  }

  private static void run(CachedTransformer net, int[] ids, List<Piece> pieces) {
    pieces.forEach(net::reserve);
    net.run(pieces, ids);
  }

  private static int[] ids(int seed, int count) {
    return IntStream.range(0, count).map(i -> (i * i + i / 7 * seed) % VOCABULARY).toArray();
  }
}
