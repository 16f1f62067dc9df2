package dev.continuo.model.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.BackendCheck;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.kernel.NativeProducts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Heads that several threads share. */
@Tag("ways")
class CpuAttentionTest {

  private static final Heads HEADS = new Heads(1, 200, 4, 2, 24);

  /** The result, the sums and the gradient of attention over random numbers. */
  private static List<float[]> outputs(Backend opened) {
    try (Backend backend = opened) {
      int rows = HEADS.rows();
      Buffer projected = random(backend, rows * HEADS.projectedChannels());
      Buffer dAttended = random(backend, rows * HEADS.queryChannels());
      Buffer attended = random(backend, rows * HEADS.queryChannels());
      Buffer logSums = backend.allocate("sums", ElementType.FLOAT32, (long) rows * HEADS.queries());
      Buffer delta = backend.allocate("delta", ElementType.FLOAT32, (long) rows * HEADS.queries());
      Buffer dProjected = random(backend, rows * HEADS.projectedChannels());
      Attention attention = new Attention(HEADS, projected, projected, attended, logSums);
      backend.attend(attention);
      backend.attendBackward(attention, dAttended, delta, dProjected);
      List<float[]> outputs = new ArrayList<>();
      for (Buffer buffer : List.of(attended, logSums, dProjected)) {
        float[] values = new float[(int) buffer.elements()];
        Floats.get(buffer, 0, values, 0, values.length);
        outputs.add(values);
      }
      return outputs;
    }
  }

  private static Buffer random(Backend backend, int elements) {
    SplittableRandom random = new SplittableRandom(elements);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) random.nextGaussian();
    }
    Buffer buffer = backend.allocate("random", backend.activations(), elements);
    Floats.put(values, 0, buffer, 0, elements);
    return buffer;
  }

  @Test
  void threadsDoNotChangeABit() {
    for (ScalarType type : ScalarType.values()) {
      if (type == ScalarType.FLOAT32 || NativeProducts.haveBfloat16()) {
        List<float[]> one = outputs(new CpuBackend(type, 1));
        for (int threads : new int[] {2, 3, 5, 24}) {
          List<float[]> found = outputs(new CpuBackend(type, threads));
          for (int i = 0; i < one.size(); i++) {
            assertThat(found.get(i)).as(type + ", %d threads", threads).isEqualTo(one.get(i));
          }
        }
      }
    }
  }

  @Test
  void sharedHeadsAreThoseOfPlainLoops() {
    List<float[]> plain = outputs(new PlainBackend());
    List<float[]> found = outputs(new CpuBackend(ScalarType.FLOAT32, 24));
    for (int i = 0; i < plain.size(); i++) {
      assertThat(BackendCheck.distance(found.get(i), plain.get(i))).isLessThan(2e-6);
    }
  }

  @Test
  void headsAreSharedWhereThreadsWouldBeIdle() {
    assertThat(CpuAttention.parts(48, 2, 256, 1)).isEqualTo(1);
    assertThat(CpuAttention.parts(48, 64, 256, 1)).isEqualTo(3);
    assertThat(CpuAttention.parts(6, 64, 1024, 7 / 5.0)).isEqualTo(16);
    assertThat(CpuAttention.parts(1, 64, 100, 1)).isEqualTo(2);
  }

  @Test
  void nothingIsAttendedToInAnEmptyBatch() {
    try (Backend backend = new CpuBackend(ScalarType.FLOAT32, 2)) {
      Buffer none = backend.allocate("none", ElementType.FLOAT32, 0);
      Attention empty = new Attention(new Heads(0, 200, 4, 2, 24), none, none, none, none);
      backend.attend(empty);
      backend.attendBackward(empty, none, none, none);
    }
    assertThat(CpuAttention.parts(2, 64, 0, 1)).isEqualTo(1);
  }
}
