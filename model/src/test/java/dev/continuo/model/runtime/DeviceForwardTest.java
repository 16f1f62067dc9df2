package dev.continuo.model.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.Generation;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.vector.Workers;
import dev.continuo.model.weights.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forward pass of a device, in plain loops, against that of the CPU and transformers. */
class DeviceForwardTest {

  private static final float CLOSE = 1e-4f;
  private static final long MEMORY = 64L << 20;

  @TempDir private Path folder;

  private static RuntimeModel onDevice(Path path, long cacheBytes) {
    return RuntimeModel.open(
        path, new RuntimeOptions(2, WeightFormat.AS_STORED), new PlainBackend(), cacheBytes);
  }

  private static List<float[]> logits(Session session, int... ids) {
    List<float[]> all = new ArrayList<>();
    session.append(ids, (position, logits) -> all.add(logits));
    return all;
  }

  private static void assertClose(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(CLOSE));
    }
  }

  private static void assertClose(List<float[]> found, List<float[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(found.get(i), expected.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qwen3",
        "qwen3-grouped",
        "qwen3-untied",
        "llama",
        "llama-grouped-untied",
        "float16",
        "bfloat16",
        "gpt2",
        "gpt2-bare",
        "gpt2-untied"
      })
  void logitsAreThoseOfTransformers(String name) {
    Golden golden = Golden.open(name);
    try (RuntimeModel model = onDevice(golden.folder(), MEMORY)) {
      List<float[]> found = logits(model.newSession(), golden.promptIds());
      for (int t = 0; t < found.size(); t++) {
        for (int i = 0; i < found.get(t).length; i++) {
          assertThat(found.get(t)[i]).isCloseTo(golden.logits().get(t).get(i), within(CLOSE));
        }
      }
    }
  }

  /** Texts of several pages, to the end of the context, at once and token by token. */
  @ParameterizedTest
  @ValueSource(strings = {"QWEN3", "LLAMA", "GPT2"})
  void longTextsAreThoseOfTheCpu(String architecture) {
    TinyNet.write(folder, architecture);
    try (RuntimeModel cpu = RuntimeModel.open(folder);
        RuntimeModel device = onDevice(folder, MEMORY)) {
      int[] text = text(1, TinyNet.CONTEXT);
      List<float[]> expected = logits(cpu.newSession(), text);
      Session atOnce = device.newSession();
      assertClose(logits(atOnce, text), expected);
      assertThat(atOnce.room()).isZero();
      assertThatThrownBy(() -> atOnce.append(1)).isInstanceOf(ModelException.class);
      Session oneByOne = device.newSession();
      oneByOne.feed(Arrays.copyOf(text, 60));
      for (int t = 60; t < 70; t++) {
        assertClose(oneByOne.append(text[t]), expected.get(t));
      }
      assertThat(likeliest(oneByOne.append(Arrays.copyOfRange(text, 70, text.length))))
          .isEqualTo(likeliest(expected.getLast()));
    }
  }

  @Test
  void forksAndTruncatedTextsGoOnByThemselves() {
    TinyNet.write(folder, "QWEN3");
    try (RuntimeModel cpu = RuntimeModel.open(folder);
        RuntimeModel device = onDevice(folder, MEMORY)) {
      Session[] sessions = {cpu.newSession(), device.newSession()};
      List<List<float[]>> found = new ArrayList<>();
      for (Session session : sessions) {
        List<float[]> all = new ArrayList<>();
        session.feed(text(1, 100));
        Session fork = session.fork(70);
        Session whole = session.fork(64);
        all.addAll(logits(fork, text(2, 30)));
        all.addAll(logits(session, 5, 6, 7));
        all.addAll(logits(whole, 8));
        session.truncate(66);
        all.addAll(logits(session, 9, 10));
        all.addAll(logits(fork, 3));
        session.truncate(0);
        all.addAll(logits(session, 4));
        all.addAll(logits(session.fork(1), 4));
        found.add(all);
      }
      assertClose(found.get(1), found.getFirst());
    }
  }

  @Test
  void textsThatAreComputedTogetherAreThoseOfTheCpu() throws Exception {
    TinyNet.write(folder, "QWEN3");
    try (RuntimeModel cpu = RuntimeModel.open(folder);
        RuntimeModel device = onDevice(folder, MEMORY);
        ExecutorService readers = Executors.newFixedThreadPool(6)) {
      List<Future<List<float[]>>> together = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int seed = i;
        together.add(readers.submit(() -> steps(device, seed)));
      }
      for (int i = 0; i < 6; i++) {
        assertClose(together.get(i).get(), steps(cpu, i));
      }
    }
  }

  private static List<float[]> steps(RuntimeModel model, int seed) {
    Session session = model.newSession();
    List<float[]> all = new ArrayList<>();
    session.feed(text(seed, 1 + 13 * seed));
    for (int t = 0; t < 12; t++) {
      all.add(session.append((seed + t) % TinyNet.VOCABULARY));
    }
    return all;
  }

  @Test
  void theLikeliestTextsAreThoseOfTheCpu() {
    for (String name : List.of("qwen3-grouped", "llama", "gpt2")) {
      Golden golden = Golden.open(name);
      try (TextGenerator cpu = new TextGenerator(RuntimeModel.open(golden.folder()), Set.of());
          TextGenerator device = new TextGenerator(onDevice(golden.folder(), MEMORY), Set.of())) {
        GenerationOptions greedy =
            GenerationOptions.defaults().withTemperature(0).withMaxTokens(golden.greedy().size());
        for (int round = 0; round < 2; round++) { // the second goes on from what is remembered
          Generation found = device.generate(golden.promptIds(), greedy);
          assertThat(found.ids()).isEqualTo(golden.greedy());
          assertThat(found).isEqualTo(cpu.generate(golden.promptIds(), greedy));
        }
        assertThat(device.search(golden.promptIds(), 3, 4))
            .isEqualTo(cpu.search(golden.promptIds(), 3, 4));
      }
    }
  }

  /** Memory for three pages beside the spare one: 192 tokens. */
  private RuntimeModel small() {
    TinyNet.write(folder, "QWEN3");
    return onDevice(folder, 4 * TinyNet.PAGE_BYTES);
  }

  @Test
  void pagesAreGivenBack() {
    try (RuntimeModel model = small()) {
      assertThat(model.cachedTokens()).hasValue(192);
      for (int i = 0; i < 5; i++) {
        try (Session session = model.newSession()) {
          session.feed(text(i, 150));
          Session fork = session.fork(130);
          fork.close();
          assertThatThrownBy(() -> fork.append(1)).hasMessage("the session is closed");
        }
      }
      for (int i = 0; i < 5; i++) { // not closed: the collector finds them
        model.newSession().feed(text(i, 150));
      }
    }
  }

  @Test
  void aTextForWhichThereIsNoMemoryFailsAlone() {
    try (RuntimeModel model = small();
        Session second = model.newSession()) {
      Session first = model.newSession();
      first.feed(text(1, 120));
      second.feed(text(2, 60));
      assertThatThrownBy(() -> second.feed(text(2, 10)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("is full: texts in use hold all of its 192 tokens");
      assertThat(second.length()).isEqualTo(60);
      float[] expected = first.append(5);
      first.close();
      second.feed(text(2, 10));
      second.truncate(0);
      second.feed(text(1, 120));
      assertClose(second.append(5), expected);
    }
  }

  @Test
  void theOthersOfABatchCloseUpWhereOneFindsNoMemory() {
    TinyNet.write(folder, "QWEN3");
    List<float[]> found = new ArrayList<>();
    try (ModelSource source = ModelSource.open(folder);
        Workers pool = new Workers(1);
        RuntimeModel cpu = RuntimeModel.open(folder)) {
      DeviceForward device = new DeviceForward(new PlainBackend(), source, 4 * TinyNet.PAGE_BYTES);
      Request large = new Request(device.newCache(), 0, text(1, 199), 0, (at, logits) -> {});
      Request small =
          new Request(
              device.newCache(), 0, new int[] {1, 2, 3}, 2, (at, logits) -> found.add(logits));
      Batch.of(List.of(large, small), device.mostTokens()).run(device, pool);
      assertThatThrownBy(large::rethrow).isInstanceOf(ModelException.class);
      assertThat(large.remaining()).isZero();
      assertThat(small.remaining()).isZero();
      assertThat(device.freeTokens()).isEqualTo(128);
      assertClose(found, List.of(cpu.newSession().append(1, 2, 3)));
      device.close();
    }
  }

  @Test
  void rememberedTextsMakeRoom() {
    try (TextGenerator generator = new TextGenerator(small(), Set.of())) {
      GenerationOptions greedy = GenerationOptions.defaults().withTemperature(0).withMaxTokens(2);
      for (int i = 0; i < 6; i++) {
        assertThat(generator.generate(text(i, 90), greedy).ids()).hasSize(2);
      }
      assertThat(generator.generate(text(3, 150), greedy).ids()).hasSize(2);
    }
  }

  @Test
  void whatIsNoDevicesIsRefused() {
    TinyNet.write(folder, TinyNet.gpt2(9));
    assertThatThrownBy(() -> onDevice(folder, MEMORY))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "heads of an odd number of channels cannot be computed on a GPU: 9; choose the CPU as the device");
    assertThatThrownBy(() -> onDevice(Golden.folder("qwen3"), 100))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("too little memory for keys and values");
  }

  @Test
  void weightsInInt8AreForTheCpu() {
    RuntimeOptions options =
        RuntimeOptions.defaults().withWeights(WeightFormat.INT8).withDevice(DevicePreference.GPU);
    assertThatThrownBy(() -> RuntimeModel.open(Golden.folder("qwen3"), options))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("int8");
  }

  private static int[] text(int seed, int length) {
    return IntStream.range(0, length)
        .map(i -> (i * (7 + seed) + i / 5 + seed) % TinyNet.VOCABULARY)
        .toArray();
  }

  private static int likeliest(float[] logits) {
    return IntStream.range(0, logits.length).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
  }
}
