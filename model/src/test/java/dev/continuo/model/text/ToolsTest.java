package dev.continuo.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Penalties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tools beside untrained nets: openings and closings are taken from what a net writes without any.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ToolsTest {

  private static final int TOKENS = 40;
  private static final GenerationOptions GREEDY = GenerationOptions.greedy(TOKENS);

  @TempDir Path folder;

  /** Reads a stream to its end. */
  private static String read(TextStream stream) {
    StringBuilder text = new StringBuilder();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      text.append(piece);
    }
    return text.toString();
  }

  private static TextModel with(TextModel model, GenerationTool... tools) {
    return model.withTools(Tools.of(tools));
  }

  @ParameterizedTest
  @MethodSource("dev.continuo.model.text.TextModelTest#vocabularies")
  void anAnswerStandsBehindItsCallAndTheNetGoesOnAfterIt(
      UnaryOperator<Path> vocabulary, String prompt) {
    try (TextModel model = TextModel.open(vocabulary.apply(folder))) {
      GenerationOptions options = GenerationOptions.sampled(TOKENS, 3);
      String plain = read(model.stream(prompt, options));
      int[] places = plain.codePoints().toArray();
      for (int at = 2; at + 4 < places.length; at += 3) {
        String opening = Character.toString(places[at]);
        String closing = Character.toString(places[at + 2]);
        if (opening.equals(closing) || (opening + closing).indexOf('\uFFFD') >= 0) {
          continue;
        }
        String answer = prompt.strip();
        GenerationTool tool = new AnyTool("echo", opening, closing, question -> answer);
        Tools once = Tools.of(tool).withMostCalls(1);
        TextStream stream = model.withTools(once).stream(prompt, options.withLikeliest(1));
        String text = read(stream);
        assertThat(stream.toolCalls()).hasSizeBetween(1, 2); // the second only told
        ToolCall call = stream.toolCalls().getFirst();
        assertThat(text.substring(0, call.start()))
            .isEqualTo(plain.substring(0, call.start()))
            .endsWith(call.question() + closing);
        assertThat(prompt + text).isEqualTo(model.tokenizer().decode(stream.ids()));
        assertThat(text.substring(call.start())).startsWith(answer);
        assertThat(stream.generatedCount()).isEqualTo(TOKENS);
        assertThat(stream.appendedCount()).isEqualTo(call.tokens()).isPositive();
        assertThat(stream.tokens()).hasSize(stream.tokenCount());
        List<TextToken> given =
            stream.tokens().stream().filter(token -> token.detail() == null).toList();
        assertThat(given).hasSize(call.tokens());
        int[] ids = stream.ids();
        for (int i = 0; i < stream.tokenCount(); i++) {
          assertThat(stream.tokens().get(i).id()).isEqualTo(ids[stream.promptLength() + i]);
        }
      }
    }
  }

  @Test
  void whatFollowsAnAnswerIsWhatTheNetSaysAfterThatText() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      String prompt = "so [calc 12*7=";
      for (Penalties penalties : List.of(Penalties.NONE, new Penalties(1.3, 0.2, 0.1, Map.of()))) {
        GenerationOptions options = GREEDY.withMaxTokens(12).with(penalties);
        TextStream stream = with(model, new Calculator()).stream(prompt, options);
        assertThat(stream.next()).isEqualTo("84]");
        String rest = read(stream);
        assertThat(stream.tokenCount()).isEqualTo(15);
        assertThat(stream.generatedCount()).isEqualTo(12);
        if (penalties.equals(Penalties.NONE)) {
          assertThat(rest).isEqualTo(read(model.stream(prompt + "84]", options)));
        }
        assertThat(stream.toolCalls().getFirst())
            .isEqualTo(new ToolCall("calc", "12*7", "84]", 0, 3, Optional.empty()));
      }
    }
  }

  /** The token that completes a call goes on behind it: it gives way to the answer. */
  @Test
  void aTokenThatGoesOnBehindACallIsCut() {
    try (TextModel model = TextModel.open(TinyModel.ofWords(folder))) {
      GenerationOptions options = GenerationOptions.sampled(TOKENS, 3);
      TextStream before = model.stream("a b", options);
      String plain = read(before);
      int space = plain.indexOf(" a", 4); // one token
      assertThat(space).isPositive();
      String opening = plain.substring(0, space);
      GenerationTool tool = new AnyTool("b", opening, " ", question -> "b b");
      TextStream stream = model.withTools(Tools.of(tool).withMostCalls(1)).stream("a b", options);
      String text = read(stream);
      ToolCall call = stream.toolCalls().getFirst();
      assertThat(call.start()).isEqualTo(space + 1);
      assertThat(text.substring(space + 1)).startsWith("b b");
      assertThat("a b" + text).isEqualTo(model.tokenizer().decode(stream.ids()));
    }
  }

  @Test
  void aToolThatFailsIsAnEventAndTheNetGoesOn() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      String plain = read(model.stream("ab[x]", GREEDY));
      assertFails(
          model,
          plain,
          "no way",
          q -> {
            throw new IllegalStateException("no way");
          });
      assertFails(
          model,
          plain,
          "java.io.IOException",
          q -> {
            throw new IOException();
          });
      assertFails(
          model,
          plain,
          "StackOverflowError",
          q -> {
            throw new StackOverflowError();
          });
      assertFails(model, plain, "answered null", ToolsTest::nothing);
      assertFails(
          model,
          plain,
          "t: expected an answer of at most 1,000 characters, found 10,000,000",
          q -> "x".repeat(10_000_000));
    }
  }

  @SuppressWarnings("NullAway") // what a tool of Java's old ways may do
  private static String nothing(String question) {
    return null;
  }

  private static void assertFails(
      TextModel model, String plain, String failure, AnyTool.Asked asked) {
    TextStream stream = with(model, new AnyTool("t", "[", "]", asked)).stream("ab[x]", GREEDY);
    assertThat(read(stream)).isEqualTo(plain);
    ToolCall call = stream.toolCalls().getFirst();
    assertThat(call.failure().orElseThrow()).contains(failure);
    assertThat(call.answer()).isEmpty();
    assertThat(call.tokens()).isZero();
    assertThat(stream.appendedCount()).isZero();
  }

  @Test
  void aToolThatTakesTooLongIsInterrupted() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    GenerationTool slow =
        new AnyTool(
            "slow",
            "[",
            "]",
            question -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              return "late";
            });
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Tools tools = Tools.of(slow).withPatience(Duration.ofMillis(30));
      TextStream stream = model.withTools(tools).stream("ab[x]", GREEDY);
      assertThat(read(stream)).isEqualTo(read(model.stream("ab[x]", GREEDY)));
      assertThat(stream.toolCalls().getFirst().failure()).hasValue("took longer than 30 ms");
      interrupted.await();
    }
  }

  @Test
  void cancellingEndsAToolThatIsAsked() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    GenerationTool waiting =
        new AnyTool(
            "waiting",
            "[",
            "]",
            question -> {
              asked.countDown();
              new CountDownLatch(1).await();
              return "never";
            });
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      Tools tools = Tools.of(waiting).withPatience(Duration.ofDays(1));
      TextStream stream = model.withTools(tools).stream("ab[x]", GREEDY);
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      asked.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    stream.cancel();
                  });
      assertThat(read(stream)).isEmpty();
      canceller.join();
      assertThat(stream.finishReason()).isEqualTo(FinishReason.CANCELLED);
    }
  }

  @Test
  void callsAreBoundedInNumber() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      AtomicInteger asked = new AtomicInteger();
      GenerationTool tool = new AnyTool("t", "[", "]", q -> "x" + asked.incrementAndGet());
      TextStream stream = model.withTools(Tools.of(tool).withMostCalls(0)).stream("ab[x]", GREEDY);
      assertThat(read(stream)).isEqualTo(read(model.stream("ab[x]", GREEDY)));
      assertThat(asked).hasValue(0);
      assertThat(stream.toolCalls()).hasSize(1);
      assertThat(stream.toolCalls().getFirst().failure())
          .hasValue("expected at most 0 calls in a text");
    }
  }

  @Test
  void aStopStringBeforeACallEndsTheText() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      AtomicInteger asked = new AtomicInteger();
      String plain = read(model.stream("ab", GREEDY));
      int[] places = plain.codePoints().filter(c -> c != '\uFFFD').toArray();
      String stop = Character.toString(places[0]);
      GenerationTool tool = new AnyTool("t", "ab", stop, question -> "x" + asked.incrementAndGet());
      TextStream stream = with(model, tool).stream("ab", GREEDY.withStops(stop));
      assertThat(read(stream)).isEqualTo(plain.substring(0, plain.indexOf(stop)));
      assertThat(asked).hasValue(0);
      assertThat(stream.toolCalls()).isEmpty();
    }
  }

  @Test
  void aStopStringInAnAnswerEndsTheTextThere() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      TextStream stream =
          with(model, new Calculator()).stream("[calc 12*7=", GREEDY.withStops("4"));
      assertThat(read(stream)).isEqualTo("8");
      assertThat(stream.finishReason()).isEqualTo(FinishReason.STOP);
    }
  }

  @Test
  void answersThatOutgrowTheContextGoOnFromItsLastHalf() {
    try (TextModel model = TextModel.open(TinyModel.ofBytes(folder))) {
      String answer = "0123456789".repeat(20);
      TextStream stream =
          with(model, new AnyTool("t", "[", "]", q -> answer)).stream("ab[x]", GREEDY);
      String text = read(stream);
      assertThat(text).startsWith(answer);
      assertThat(stream.generatedCount()).isEqualTo(TOKENS);
      String end = answer.substring(answer.length() - TinyModel.CONTEXT / 2);
      assertThat(text.substring(answer.length())).isEqualTo(read(model.stream(end, GREEDY)));
    }
  }

  @Test
  void wrongToolsAreRefused() {
    GenerationTool calc = new Calculator();
    assertThatThrownBy(() -> Tools.of(calc, new Calculator()))
        .isInstanceOf(ModelException.class)
        .hasMessage("expected tools of different names, found two called calc");
    assertThatThrownBy(() -> Tools.of(new AnyTool("t", "", "]", q -> q)))
        .isInstanceOf(ModelException.class)
        .hasMessage("t: expected an opening, found an empty one");
    assertThat(Tools.of(calc).named(List.of()).list()).isEmpty();
    assertThat(Tools.of(calc).named(List.of("calc")).list()).containsExactly(calc);
  }
}
