package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.golden.Golden;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextGeneratorTest {

  @ParameterizedTest
  @MethodSource("dev.continuo.model.golden.Golden#names")
  void theLikeliestContinuationIsThatOfTransformers(String name) {
    Golden golden = Golden.open(name);
    try (TextGenerator generator = TextGenerator.open(golden.folder())) {
      Set<Integer> ends = ConfigFile.endsOfText(golden.folder());
      int stop =
          IntStream.range(0, golden.greedy().size())
              .filter(i -> ends.contains(golden.greedy().get(i)))
              .findFirst()
              .orElse(-1);
      List<Integer> expected = stop < 0 ? golden.greedy() : golden.greedy().subList(0, stop);
      Generation generation =
          generator.generate(golden.promptIds(), GenerationOptions.greedy(golden.greedy().size()));
      assertThat(generation)
          .isEqualTo(new Generation(expected, stop < 0 ? FinishReason.LENGTH : FinishReason.STOP));
    }
  }

  @Test
  void theSameSeedGivesTheSameTextOnAnyNumberOfThreads() {
    GenerationOptions options = GenerationOptions.sampled(40, 7).withTopP(0.95).withMinP(0.01);
    List<Generation> generations = new ArrayList<>();
    for (int threads = 1; threads <= 4; threads++) {
      try (TextGenerator generator =
          new TextGenerator(
              RuntimeModel.open(
                  Golden.folder("qwen3-grouped"), RuntimeOptions.defaults().withThreads(threads)),
              Set.of())) {
        generations.add(generator.generate(new int[] {1, 2, 3}, options));
        assertThat(generator.generate(new int[] {1, 2, 3}, options.withSeed(8)))
            .isNotEqualTo(generations.getLast());
      }
    }
    assertThat(Set.copyOf(generations)).hasSize(1);
  }

  @Test
  void stopsAtATokenWithoutShowingIt() {
    Golden golden = Golden.open("qwen3");
    try (TextGenerator generator = TextGenerator.open(golden.folder())) {
      int stop = golden.greedy().get(2);
      assertThat(
              generator.generate(
                  golden.promptIds(), GenerationOptions.greedy(20).withStopIds(Set.of(stop))))
          .isEqualTo(
              new Generation(
                  golden.greedy().subList(0, golden.greedy().indexOf(stop)), FinishReason.STOP));
    }
  }

  @Test
  void endsWhenItsReaderCancels() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("llama"))) {
      TokenStream stream = generator.stream(new int[] {1}, GenerationOptions.greedy(1000));
      for (int i = 0; i < 3; i++) {
        stream.nextInt();
      }
      assertThat(stream.finishReason()).isEmpty();
      stream.cancel();
      assertThat(stream.hasNext()).isFalse();
      assertThat(stream.finishReason()).contains(FinishReason.CANCELLED);
      assertThatThrownBy(stream::nextInt).isInstanceOf(NoSuchElementException.class);
      TokenStream unread = generator.stream(new int[500], GenerationOptions.greedy(1));
      unread.cancel();
      assertThat(unread.hasNext()).isFalse();
    }
  }

  @Test
  void aTextLongerThanTheContextGoesOnFromItsLastHalf() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3"))) {
      int context = generator.config().contextLength();
      int[] prompt = IntStream.range(0, 3 * context).map(i -> i % 41).toArray();
      int[] half = Arrays.copyOfRange(prompt, prompt.length - context / 2, prompt.length);
      GenerationOptions options = GenerationOptions.greedy(200);
      Generation generation = generator.generate(prompt, options);
      assertThat(generation).isEqualTo(generator.generate(half, options));
      assertThat(generation.ids()).hasSize(200);
      int fits = context - half.length + 1;
      int[] text = Arrays.copyOf(half, half.length + fits);
      for (int i = 0; i < fits; i++) {
        text[half.length + i] = generation.ids().get(i);
      }
      int[] kept = Arrays.copyOfRange(text, text.length - context / 2, text.length);
      assertThat(generator.generate(kept, GenerationOptions.greedy(5)).ids())
          .isEqualTo(generation.ids().subList(fits, fits + 5));
    }
  }

  @Test
  void theFirstTokensStayInFrontOfALongTextWhereTheyAreKept() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3"))) {
      int context = generator.config().contextLength();
      int[] prompt = IntStream.range(0, 3 * context).map(i -> i % 41).toArray();
      prompt[0] = 7;
      int[] half = Arrays.copyOfRange(prompt, prompt.length - context / 2, prompt.length);
      half[0] = 7;
      GenerationOptions options = GenerationOptions.greedy(200).withKept(1);
      Generation generation = generator.generate(prompt, options);
      assertThat(generation).isEqualTo(generator.generate(half, options));
      int fits = context - half.length + 1;
      int[] text = Arrays.copyOf(half, half.length + fits);
      for (int i = 0; i < fits; i++) {
        text[half.length + i] = generation.ids().get(i);
      }
      int[] kept = Arrays.copyOfRange(text, text.length - context / 2, text.length);
      kept[0] = 7;
      assertThat(generator.generate(kept, GenerationOptions.greedy(5)).ids())
          .isEqualTo(generation.ids().subList(fits, fits + 5));
    }
  }

  @Test
  void aTextThatFillsTheContextStopsWhereItIsToldSo() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3"))) {
      GenerationOptions endless = GenerationOptions.greedy(1000);
      int[] prompt = {1, 2, 3};
      int fits = generator.config().contextLength() - prompt.length + 1;
      Generation generation = generator.generate(prompt, endless.with(ContextPolicy.STOP));
      assertThat(generation.ids()).hasSize(fits);
      assertThat(generation.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(generator.generate(prompt, endless).ids().subList(0, fits))
          .isEqualTo(generation.ids());
      assertThatThrownBy(() -> generator.stream(new int[65], endless.with(ContextPolicy.STOP)))
          .isInstanceOf(ModelException.class)
          .hasMessage(
              "prompt: expected at most 64 tokens, as many as the model's context holds, found 65;"
                  + " shorten it");
      assertThatThrownBy(() -> generator.search(prompt, 2, Integer.MAX_VALUE))
          .isInstanceOf(ModelException.class)
          .hasMessageEndingWith("found 3 and 2,147,483,647 after them; shorten it or what follows");
      assertThatThrownBy(() -> generator.score(prompt, new int[63]))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("expected at most 65 tokens")
          .hasMessageContaining("found 3 and 63 after them");
    }
  }

  @Test
  void aSoftmaxOfTheExpectedLogitsGivesTheNextTokensAndScores() {
    Golden golden = Golden.open("llama");
    try (TextGenerator generator = TextGenerator.open(golden.folder())) {
      int[] prompt = golden.promptIds();
      List<TokenProbability> next = generator.nextTokens(prompt, 3);
      double[] last = softmax(golden.logits().getLast());
      assertThat(next).hasSize(3);
      assertThat(next.getFirst().id()).isEqualTo(golden.greedy().getFirst());
      for (TokenProbability token : next) {
        assertThat(token.probability()).isCloseTo(last[token.id()], within(1e-5));
      }
      assertThat(generator.nextTokens(prompt, 1000)).hasSize(41);
      List<TokenScore> scores =
          generator.score(Arrays.copyOf(prompt, 4), Arrays.copyOfRange(prompt, 4, prompt.length));
      assertThat(scores).hasSize(prompt.length - 4);
      for (int i = 0; i < scores.size(); i++) {
        double[] expected = softmax(golden.logits().get(i + 3));
        int id = prompt[i + 4];
        assertThat(scores.get(i).id()).isEqualTo(id);
        assertThat(scores.get(i).logProbability()).isCloseTo(Math.log(expected[id]), within(1e-4));
        assertThat(scores.get(i).likeliest())
            .isEqualTo(expected[id] == Arrays.stream(expected).max().orElseThrow());
      }
      assertThat(generator.score(prompt, new int[0])).isEmpty();
    }
  }

  @Test
  void anEmptyPromptStartsADocument() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3-untied"))) {
      GenerationOptions options = GenerationOptions.greedy(5);
      assertThat(generator.generate(new int[0], options))
          .isEqualTo(generator.generate(new int[] {7}, options));
    }
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3"))) {
      assertThatThrownBy(() -> generator.stream(new int[0], GenerationOptions.greedy(1)))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("the prompt is empty");
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    try (TextGenerator generator = TextGenerator.open(Golden.folder("qwen3"))) {
      assertThatThrownBy(() -> generator.stream(new int[] {41}, GenerationOptions.greedy(1)))
          .isInstanceOf(ModelException.class);
      assertThatThrownBy(() -> generator.score(new int[] {1}, new int[] {-1}))
          .isInstanceOf(ModelException.class);
      assertThatThrownBy(() -> generator.score(new int[40], new int[40]))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("at most 65 tokens", "found 40 and 40 after them");
      assertThatThrownBy(() -> generator.nextTokens(new int[] {1}, 0))
          .isInstanceOf(ModelException.class);
    }
  }

  private static double[] softmax(List<Float> logits) {
    double total = logits.stream().mapToDouble(Math::exp).sum();
    return logits.stream().mapToDouble(logit -> Math.exp(logit) / total).toArray();
  }
}
