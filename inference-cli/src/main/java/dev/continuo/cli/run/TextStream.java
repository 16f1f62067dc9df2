package dev.continuo.cli.run;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.tokenizer.text.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A continuation as text: each piece is what one more token makes certain, possibly nothing. */
public final class TextStream {

  private final TokenStream tokens;
  private final StreamingDecoder decoder;
  private final StopStrings stops;
  private final List<TokenDetail> details = new ArrayList<>();
  private final long started = System.nanoTime();
  private int[] text;
  private final int promptLength;
  private int length;
  private boolean flushed;

  TextStream(Tokenizer tokenizer, int[] prompt, TokenStream tokens, StopStrings stops) {
    this.tokens = tokens;
    this.stops = stops;
    this.decoder = tokenizer.streamingDecoder();
    this.text = prompt.clone();
    this.promptLength = prompt.length;
    this.length = prompt.length;
    for (int id : prompt) {
      decoder.next(id); // what comes first in a text may decode in another way than what follows
    }
  }

  /** The next piece, or null at the end. */
  public @Nullable String next() {
    if (!stops.stopped() && tokens.hasNext()) {
      int id = tokens.nextInt();
      if (length == text.length) {
        text = Arrays.copyOf(text, 2 * length + 16);
      }
      text[length++] = id;
      tokens.detail().ifPresent(details::add);
      return stops.accept(decoder.next(id));
    }
    if (flushed || stops.stopped()) {
      return null;
    }
    flushed = true;
    return stops.accept(decoder.flush()) + stops.flush();
  }

  /** What the model thinks of each token so far, where log-probabilities were asked for. */
  public List<TokenDetail> details() {
    return Collections.unmodifiableList(details);
  }

  /** Ends the continuation before its next token; any thread may ask for that. */
  public void cancel() {
    tokens.cancel();
  }

  /** The ids of the prompt and of the continuation so far. */
  public int[] text() {
    return Arrays.copyOf(text, length);
  }

  /** The number of tokens of the continuation so far. */
  public int tokenCount() {
    return length - promptLength;
  }

  /**
   * Tokens of the continuation per second since it was asked for, the prompt's reading included.
   */
  public double tokensPerSecond() {
    double seconds =
        (double) Math.max(1, System.nanoTime() - started) / TimeUnit.SECONDS.toNanos(1);
    return tokenCount() / seconds;
  }

  /** Why the continuation ended. */
  public FinishReason finishReason() {
    if (stops.stopped()) {
      return FinishReason.STOP;
    }
    return tokens
        .finishReason()
        .orElseThrow(() -> new NoSuchElementException("the continuation has not ended"));
  }
}
