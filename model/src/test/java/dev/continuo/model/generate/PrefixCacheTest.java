package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.golden.Golden;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.Session;
import dev.continuo.model.runtime.WeightFormat;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PrefixCacheTest {

  private static final int MANY = 10_000;

  /** A text that has been read in part gives the bits of one that is read whole. */
  @ParameterizedTest
  @EnumSource
  void whatIsKnownGivesTheSameBits(WeightFormat format) {
    try (RuntimeModel model =
        RuntimeModel.open(
            Golden.folder("qwen3-grouped"), RuntimeOptions.defaults().withWeights(format))) {
      PrefixCache cache = new PrefixCache(model, MANY);
      int[] text = text(1, 40);
      keep(cache, text);
      for (int shared : new int[] {1, 7, 20, 33, 39}) {
        int[] branch = text.clone();
        for (int i = shared; i < branch.length; i++) {
          branch[i] = (branch[i] + 1) % 41;
        }
        Session session = cache.read(branch, branch.length);
        assertThat(session.length()).isEqualTo(shared);
        float[] logits = session.append(Arrays.copyOfRange(branch, shared, branch.length));
        assertThat(logits).isEqualTo(model.newSession().append(branch));
        cache.keep(session, branch);
      }
      Session whole = cache.read(text, text.length);
      assertThat(whole.length()).isEqualTo(text.length - 1);
      assertThat(whole.append(text[text.length - 1])).isEqualTo(model.newSession().append(text));
    }
  }

  @Test
  void severalTextsGoOnFromTheSame() {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"))) {
      PrefixCache cache = new PrefixCache(model, MANY);
      keep(cache, text(1, 20));
      int[] longer = text(1, 30);
      Session one = cache.read(longer, longer.length);
      Session other = cache.read(longer, longer.length);
      assertThat(one.length()).isEqualTo(20);
      assertThat(other.length()).isEqualTo(20);
      float[] expected = model.newSession().append(longer);
      assertThat(one.append(Arrays.copyOfRange(longer, 20, 30))).isEqualTo(expected);
      assertThat(other.append(Arrays.copyOfRange(longer, 20, 30))).isEqualTo(expected);
    }
  }

  @Test
  void theOldestTextsGoFirst() {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"))) {
      PrefixCache cache = new PrefixCache(model, 50);
      keep(cache, text(1, 20));
      keep(cache, text(2, 20));
      assertThat(cache.read(text(1, 20), 20).length()).isEqualTo(19); // used: the youngest again
      keep(cache, text(3, 20));
      assertThat(cache.read(text(2, 20), 20).length()).isZero();
      assertThat(cache.read(text(1, 20), 20).length()).isEqualTo(19);
      keep(cache, text(4, 51));
      assertThat(cache.read(text(4, 51), 51).length()).as("longer than all may be").isZero();
    }
  }

  @Test
  void aTextInsideAnotherIsKeptOnce() {
    try (RuntimeModel model = RuntimeModel.open(Golden.folder("qwen3"))) {
      PrefixCache cache = new PrefixCache(model, 30);
      keep(cache, text(1, 25));
      keep(cache, text(1, 10));
      assertThat(cache.read(text(1, 25), 25).length()).isEqualTo(24);
      keep(cache, text(2, 4));
      keep(cache, text(2, 5));
      assertThat(cache.read(text(1, 25), 25).length()).isEqualTo(24);
    }
  }

  @Test
  void aStreamThatEndsOrIsCancelledKeepsWhatItRead() {
    try (TextGenerator generator =
        new TextGenerator(RuntimeModel.open(Golden.folder("qwen3")), Set.of())) {
      GenerationOptions options = GenerationOptions.sampled(20, 5);
      int[] prompt = text(1, 12);
      Generation fresh = generator.generate(prompt, options);
      assertThat(generator.generate(prompt, options)).isEqualTo(fresh);
      TokenStream cancelled = generator.stream(prompt, options.withSeed(6));
      cancelled.nextInt();
      cancelled.cancel();
      assertThat(cancelled.hasNext()).isFalse();
      assertThat(generator.generate(prompt, options)).isEqualTo(fresh);
      int[] begun = Arrays.copyOf(prompt, 17);
      for (int i = 0; i < 5; i++) {
        begun[12 + i] = fresh.ids().get(i);
      }
      assertThat(generator.score(prompt, Arrays.copyOfRange(begun, 12, 17)))
          .isEqualTo(uncached().score(prompt, Arrays.copyOfRange(begun, 12, 17)));
      assertThat(generator.nextTokens(begun, 5)).isEqualTo(uncached().nextTokens(begun, 5));
    }
  }

  private static TextGenerator uncached() {
    return new TextGenerator(RuntimeModel.open(Golden.folder("qwen3")), Set.of());
  }

  private static Session keep(PrefixCache cache, int[] text) {
    Session session = cache.fresh();
    session.feed(text);
    cache.keep(session, text);
    return session;
  }

  private static int[] text(int seed, int length) {
    return IntStream.range(0, length).map(i -> (seed * 13 + i * (seed + 2)) % 41).toArray();
  }
}
