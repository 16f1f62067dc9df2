package dev.continuo.model.text;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A continuation in the making: each call computes one token and returns the text that is now
 * final, possibly none. One thread reads; any thread may cancel.
 */
public final class TextStream {

  /**
   * A prompt, decoded from its tokens.
   *
   * @param text its text as its tokens decode
   * @param tokens its tokens, where log-probabilities were asked for
   */
  public record Prompt(String text, List<TextToken> tokens) {

    public Prompt {
      tokens = List.copyOf(tokens);
    }
  }

  private final Tokenizer tokenizer;
  private final TokenStream stream;
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final boolean withDetails;
  private final List<TextToken> tokens = new ArrayList<>();
  private final long started = System.nanoTime();
  private final int promptLength;
  private int[] text;
  private int length;
  private int decoded;
  private boolean ended;

  TextStream(Tokenizer tokenizer, int[] prompt, TokenStream stream, GenerationOptions options) {
    this.tokenizer = tokenizer;
    this.stream = stream;
    stops = new StopStrings(options.stops());
    withDetails = options.likeliest().isPresent();
    decoder = tokenizer.decoderAfter(prompt);
    text = prompt.clone();
    promptLength = prompt.length;
    length = prompt.length;
  }

  /** The next piece, or null at the end. */
  public @Nullable String next() {
    if (ended) {
      return null;
    }
    if (!stream.hasNext()) {
      ended = true;
      String last = decoder.flush();
      stream.end().ifPresent(id -> addToken(id, decoded + characters(last)));
      String rest = stops.accept(last) + stops.flush();
      return rest.isEmpty() ? null : rest;
    }
    int id = stream.nextInt();
    if (length == text.length) {
      text = Arrays.copyOf(text, 2 * length + 16);
    }
    text[length++] = id;
    int before = decoded;
    String piece = decoder.next(id);
    decoded += characters(piece);
    addToken(id, decoder.isOneBehind() ? decoded : before);
    String shown = stops.accept(piece);
    if (stops.stopped()) {
      ended = true;
      stream.stop();
    }
    return shown;
  }

  /**
   * The prompt's own text and tokens, to be shown before the continuation. Asked for before any
   * piece; cut short where the stream is cancelled meanwhile.
   *
   * @throws dev.continuo.model.config.ModelException where log-probabilities were asked for, and
   *     the prompt is longer than the context
   */
  public Prompt prompt() {
    List<TokenDetail> details = withDetails ? stream.readPrompt() : List.of();
    StreamingDecoder promptDecoder = tokenizer.streamingDecoder();
    boolean oneBehind = promptDecoder.isOneBehind();
    StringBuilder promptText = new StringBuilder();
    List<TextToken> promptTokens = new ArrayList<>();
    int after = 0;
    for (int i = 0; i < promptLength; i++) {
      int before = after;
      String piece = promptDecoder.next(text[i]);
      promptText.append(piece);
      after += characters(piece);
      if (withDetails && i <= details.size()) {
        TokenDetail detail = i == 0 ? null : details.get(i - 1);
        promptTokens.add(new TextToken(text[i], oneBehind ? after : before, detail));
      }
    }
    if (oneBehind) {
      promptText.append(promptDecoder.flush());
    }
    return new Prompt(promptText.toString(), promptTokens);
  }

  /**
   * The tokens of the continuation so far, where log-probabilities were asked for; after the last
   * of the text the one that ended it, where one did.
   */
  public List<TextToken> tokens() {
    return Collections.unmodifiableList(tokens);
  }

  /** Ends the continuation before its next token; any thread may ask for that. */
  public void cancel() {
    stream.cancel();
  }

  /** The ids of the prompt and of the continuation so far. */
  public int[] ids() {
    return Arrays.copyOf(text, length);
  }

  /** The number of tokens of the prompt. */
  public int promptLength() {
    return promptLength;
  }

  /** The number of tokens of the continuation so far. */
  public int tokenCount() {
    return length - promptLength;
  }

  /**
   * The number of tokens that were computed so far: those of the continuation, and the one that
   * ended it, where one did.
   */
  public int generatedCount() {
    return tokenCount() + (stream.end().isPresent() ? 1 : 0);
  }

  /**
   * Tokens of the continuation per second since it was asked for, the prompt's reading included.
   */
  public double tokensPerSecond() {
    double seconds =
        (double) Math.max(1, System.nanoTime() - started) / TimeUnit.SECONDS.toNanos(1);
    return tokenCount() / seconds;
  }

  /**
   * Why the continuation ended.
   *
   * @throws NoSuchElementException where it has not
   */
  public FinishReason finishReason() {
    if (stops.stopped()) {
      return FinishReason.STOP;
    }
    return stream
        .finishReason()
        .orElseThrow(() -> new NoSuchElementException("the continuation has not ended"));
  }

  private void addToken(int id, int start) {
    stream.detail().ifPresent(detail -> tokens.add(new TextToken(id, start, detail)));
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }
}
