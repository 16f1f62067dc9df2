package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are computed together, and weights in int8. */
class BatchingTest {

  private static final int STEPS = 24;

  @ParameterizedTest
  @EnumSource(WeightFormat.class)
  void aTextIsTheSameAloneAndAmongOthersOnAnyNumberOfThreads(WeightFormat format) throws Exception {
    for (String name : List.of("qwen3-grouped", "bfloat16", "gpt2")) {
      for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
        List<List<Integer>> alone = new ArrayList<>();
        try (RuntimeModel model =
            RuntimeModel.open(Golden.folder(name), new RuntimeOptions(1, format), kernels)) {
          for (int seed = 0; seed < 8; seed++) {
            alone.add(greedy(model, seed));
          }
        }
        try (RuntimeModel model =
                RuntimeModel.open(Golden.folder(name), new RuntimeOptions(3, format), kernels);
            ExecutorService readers = Executors.newFixedThreadPool(alone.size())) {
          List<Future<List<Integer>>> together = new ArrayList<>();
          for (int i = 0; i < alone.size(); i++) {
            int seed = i;
            together.add(readers.submit(() -> greedy(model, seed)));
          }
          for (int i = 0; i < alone.size(); i++) {
            assertThat(together.get(i).get()).isEqualTo(alone.get(i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void int8IsTheSameTokenByTokenAndNearFloat(String name) {
    Golden golden = Golden.open(name);
    RuntimeOptions options = new RuntimeOptions(2, WeightFormat.INT8);
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      try (RuntimeModel model = RuntimeModel.open(golden.folder(), options, kernels)) {
        Session session = model.newSession();
        List<float[]> atOnce = new ArrayList<>();
        model.newSession().append(golden.promptIds(), (position, logits) -> atOnce.add(logits));
        for (int t = 0; t < golden.prompt().size(); t++) {
          assertThat(session.append(golden.prompt().get(t))).isEqualTo(atOnce.get(t));
          assertThat(correlation(atOnce.get(t), golden.logits().get(t))).isCloseTo(1, within(0.01));
        }
      }
    }
  }

  @Test
  void otherFormatsOfTheSameNumbersGiveTheSameLogits() {
    int[] prompt = {1, 2, 3, 4, 5};
    for (Kernels kernels : List.of(new PlainKernels(), new VectorKernels())) {
      Golden golden = Golden.open("bfloat16");
      List<float[]> found = new ArrayList<>();
      for (WeightFormat format :
          List.of(WeightFormat.AS_STORED, WeightFormat.BFLOAT16, WeightFormat.FLOAT32)) {
        RuntimeOptions options = new RuntimeOptions(2, format);
        try (RuntimeModel model = RuntimeModel.open(golden.folder(), options, kernels)) {
          found.add(model.newSession().append(prompt));
        }
      }
      assertThat(found.get(1)).isEqualTo(found.getFirst());
      assertThat(found.get(2)).isEqualTo(found.getFirst());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void bfloat16IsNearFloat(String name) {
    Golden golden = Golden.open(name);
    RuntimeOptions options = new RuntimeOptions(2, WeightFormat.BFLOAT16);
    try (RuntimeModel model = RuntimeModel.open(golden.folder(), options)) {
      float[] last = model.newSession().append(golden.promptIds());
      assertThat(correlation(last, golden.logits().getLast())).isCloseTo(1, within(0.001));
    }
  }

  @Test
  void aConsumerThatFailsFailsAlone() throws Exception {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"));
        ExecutorService readers = Executors.newFixedThreadPool(2)) {
      List<Integer> expected = greedy(model, 3);
      Future<List<Integer>> other = readers.submit(() -> greedy(model, 3));
      Session failing = model.newSession();
      assertThatThrownBy(
              () ->
                  failing.append(
                      new int[] {1, 2},
                      (position, logits) -> {
                        throw new IllegalStateException("reader");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("reader");
      assertThat(other.get()).isEqualTo(expected);
      assertThat(failing.append(1, 2)).isEqualTo(model.newSession().append(1, 2));
    }
  }

  @Test
  void closingFailsTextsThatWait() throws Exception {
    RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"));
    try (ExecutorService readers = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        ends.add(
            readers.submit(
                () -> {
                  Session session = model.newSession();
                  while (true) {
                    session.append(1);
                    session.truncate(0);
                  }
                }));
      }
      model.newSession().append(1);
      model.close();
      for (Future<Integer> end : ends) {
        assertThatThrownBy(end::get).hasCauseInstanceOf(ModelException.class);
      }
    }
  }

  private static List<Integer> greedy(RuntimeModel model, int seed) {
    Session session = model.newSession();
    List<Integer> ids = new ArrayList<>();
    int[] next = {seed, 7 * seed % 41, 11 * seed % 41};
    while (ids.size() < STEPS) {
      int best = session.append(next, BatchingTest::likeliest);
      ids.add(best);
      next = new int[] {best};
    }
    return ids;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static double correlation(float[] found, List<Float> expected) {
    double both = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < found.length; i++) {
      both += found[i] * expected.get(i);
      first += found[i] * found[i];
      second += expected.get(i) * expected.get(i);
    }
    return both / Math.sqrt(first * second);
  }
}
