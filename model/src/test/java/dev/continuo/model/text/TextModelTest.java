package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.tokenizer.json.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TextModelTest {

  private static final GenerationOptions OPTIONS = GenerationOptions.sampled(40, 3);

  @TempDir Path folder;

  static Stream<Arguments> vocabularies() {
    return Stream.of(
        vocabulary("bytes", TinyModel::ofBytes, "日本"),
        vocabulary("characters", TinyModel::ofCharacters, "春望"),
        vocabulary("words with their space", TinyModel::ofWords, "a b"));
  }

  private static Arguments vocabulary(String name, UnaryOperator<Path> model, String prompt) {
    return Arguments.of(Named.of(name, model), prompt);
  }

  /** What follows a prompt decodes as a part of the whole text, spaces and half characters too. */
  @ParameterizedTest
  @MethodSource("vocabularies")
  void aContinuationIsTheRestOfTheWholeText(UnaryOperator<Path> vocabulary, String prompt) {
    try (TextModel model = TextModel.open(vocabulary.apply(folder))) {
      List<String> pieces = new ArrayList<>();
      Continuation found = model.generate(prompt, OPTIONS, pieces::add);
      TextStream stream = model.stream(prompt, OPTIONS);
      while (stream.next() != null) {
        // read to its end
      }
      assertThat(prompt + found.text()).isEqualTo(model.tokenizer().decode(stream.ids()));
      assertThat(String.join("", pieces)).isEqualTo(found.text()).isNotEmpty();
      assertThat(pieces).doesNotContain("").hasSizeGreaterThan(1);
      assertThat(found.promptTokens()).isEqualTo(model.tokenizer().encode(prompt).length);
      assertThat(found.tokenCount()).isEqualTo(40);
      assertThat(found.finishReason()).isEqualTo(FinishReason.LENGTH);
      assertThat(model.generate(prompt, OPTIONS)).isEqualTo(found);
      assertThat(model.search(prompt, 1, 40).text())
          .isEqualTo(model.generate(prompt, GenerationOptions.greedy(40)).text());
    }
  }

  @Test
  void endsBeforeAStopString() {
    try (TextModel model = TextModel.open(TinyModel.ofCharacters(folder))) {
      String whole = model.generate("春", OPTIONS).text();
      String stop = whole.substring(10, 12);
      Continuation found = model.generate("春", OPTIONS.withStops(stop, "never"));
      assertThat(found.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(found.finishReason()).isEqualTo(FinishReason.STOP);
      assertThatThrownBy(() -> OPTIONS.withStops(""))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("stop must not be empty");
      assertThatThrownBy(() -> model.generator().stream(new int[] {2}, OPTIONS.withStops("a")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("TextModel");
    }
  }

  @Test
  void tellsWhatItThinksOfEachToken() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Continuation found = model.generate("ab", OPTIONS.withLikeliest(2));
      assertThat(found.tokens()).hasSize(40);
      TextStream stream = model.stream("ab", OPTIONS.withLikeliest(2));
      TextStream.Prompt prompt = stream.prompt();
      assertThat(prompt.text()).isEqualTo("ab");
      assertThat(prompt.tokens().stream().map(TextToken::start)).containsExactly(0, 1);
      assertThat(prompt.tokens().getFirst().detail()).isNull();
      assertThat(logProbability(prompt.tokens().get(1)))
          .isEqualTo(model.score("a", "b").logProbability(), within(1e-6));
      while (stream.next() != null) {
        // read to its end
      }
      assertThat(stream.tokens()).isEqualTo(found.tokens());
      String text = found.text();
      int[] characters = text.codePoints().toArray();
      for (TextToken token : found.tokens()) {
        String own = model.tokenizer().decode(new int[] {token.id()});
        if (own.codePointAt(0) != '\uFFFD') {
          assertThat(Character.toString(characters[token.start()])).isIn(own, "\uFFFD");
        }
      }
    }
  }

  @Test
  void scoresAContinuation() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      TextScore whole = model.score("a", "bcd");
      double parts =
          model.score("a", "b").logProbability()
              + model.score("ab", "c").logProbability()
              + model.score("abc", "d").logProbability();
      assertThat(whole.tokens()).hasSize(3);
      assertThat(whole.logProbability()).isEqualTo(parts, within(1e-9)).isNegative();
      assertThat(model.score("a", "").logProbability()).isZero();
    }
  }

  @Test
  void theNextTokensOfALongTextAreThoseOfItsEnd() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      String end = "0123456789abcdef".repeat(TinyModel.CONTEXT / 16);
      List<NextToken> tokens = model.nextTokens("something before " + end, 5);
      assertThat(tokens).isEqualTo(model.nextTokens(end, 5)).hasSize(5);
      assertThat(tokens)
          .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
      NextToken first = tokens.getFirst();
      assertThat(first.text()).isEqualTo(model.tokenizer().decode(new int[] {first.id()}));
    }
  }

  /** A word that carries its space in front shows it, as the continuation would. */
  @Test
  void theNextTokensHaveTheTextThatTheyWouldAdd() {
    try (TextModel model = TextModel.open(TinyModel.ofWords(folder))) {
      List<String> texts = model.nextTokens("a b", 9).stream().map(NextToken::text).toList();
      assertThat(texts).contains(" a", " b", "a", "b");
    }
  }

  /** Whatever else was asked before or at the same time, the same question has the same answer. */
  @Test
  void manyThreadsGetWhatEachWouldGetAlone() {
    List<String> prompts = List.of("a", "ab", "abc", "abd", "b", "ba", "abcabc", "abcabd");
    List<Continuation> alone = new ArrayList<>();
    for (String prompt : prompts) {
      try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
        alone.add(model.generate(prompt, OPTIONS));
      }
    }
    try (TextModel model = TextModel.open(folder)) {
      for (int round = 0; round < 3; round++) {
        List<CompletableFuture<Continuation>> asked =
            prompts.stream()
                .map(prompt -> CompletableFuture.supplyAsync(() -> model.generate(prompt, OPTIONS)))
                .toList();
        assertThat(asked.stream().map(CompletableFuture::join).toList()).isEqualTo(alone);
      }
    }
  }

  @Test
  void publishesAsMuchAsIsAskedFor() throws InterruptedException {
    try (TextModel model = TextModel.open(TinyModel.ofCharacters(folder))) {
      Flow.Publisher<String> publisher = model.publisher("春", OPTIONS);
      Subscriber all = new Subscriber(Integer.MAX_VALUE);
      publisher.subscribe(all);
      String text = model.generate("春", OPTIONS).text();
      assertThat(all.done.join()).isEqualTo(text);
      Subscriber one = new Subscriber(1);
      publisher.subscribe(one);
      one.first.join();
      assertThat(one.text).hasToString(text.substring(0, 1));
      one.subscription.join().cancel();
      assertThat(one.done).isNotDone();
    }
  }

  @Test
  void aSubscriberThatLeavesEndsItsPromptToo() {
    try (TextModel model = TextModel.open(TinyModel.ofCharacters(folder))) {
      CompletableFuture<TextStream> begun = new CompletableFuture<>();
      Subscriber subscriber = new Subscriber(1);
      TextPublisher publisher =
          new TextPublisher(
              () -> {
                subscriber.subscription.join().cancel();
                begun.complete(model.stream("春", OPTIONS));
                return begun.join();
              });
      publisher.subscribe(subscriber);
      TextStream stream = begun.join();
      while (!hasEnded(stream)) {
        Thread.onSpinWait();
      }
      assertThat(stream.finishReason()).isEqualTo(FinishReason.CANCELLED);
      assertThat(stream.ids()).isEqualTo(model.tokenizer().encodePrompt("春"));
    }
  }

  private static boolean hasEnded(TextStream stream) {
    try {
      return stream.finishReason() != null;
    } catch (NoSuchElementException notYet) {
      return false;
    }
  }

  @Test
  void aSubscriberHearsWhatWentWrong() {
    TextModel model = TextModel.open(TinyModel.ofCharacters(folder));
    Flow.Publisher<String> publisher = model.publisher("春", OPTIONS);
    model.close();
    Subscriber subscriber = new Subscriber(1);
    publisher.subscribe(subscriber);
    assertThatThrownBy(subscriber.done::join).hasCauseInstanceOf(ModelException.class);
  }

  @Test
  void aTextGoesOnFromItsEndWhenItOutgrowsTheContext() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Continuation found = model.generate("a", GenerationOptions.sampled(200, 1));
      assertThat(found.tokenCount()).isEqualTo(200);
    }
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> TextModel.open(folder.resolve("none")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("none: expected a run folder, a HuggingFace folder or a GGUF file");
    TinyModel.ofBytes(folder);
    Files.writeString(folder.resolve("tokenizer.json"), "{");
    assertThatThrownBy(() -> TextModel.open(folder)).isInstanceOf(TokenizerException.class);
    Files.delete(folder.resolve("tokenizer.json"));
    assertThatThrownBy(() -> TextModel.open(folder))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("found no tokenizer.json");
  }

  private static double logProbability(TextToken token) {
    TokenDetail detail = Objects.requireNonNull(token.detail());
    return detail.logProbability();
  }

  /** Asks for so many pieces. */
  private static final class Subscriber implements Flow.Subscriber<String> {
    private final int count;
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final CompletableFuture<String> done = new CompletableFuture<>();

    Subscriber(int count) {
      this.count = count;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription.complete(given);
      given.request(count);
    }

    @Override
    public void onNext(String piece) {
      text.append(piece);
      first.complete(piece);
    }

    @Override
    public void onError(Throwable error) {
      done.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      done.complete(text.toString());
    }
  }
}
