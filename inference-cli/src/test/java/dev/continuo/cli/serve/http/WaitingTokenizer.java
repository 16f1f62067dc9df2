package dev.continuo.cli.serve.http;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;

/**
 * A tokenizer whose streams wait to be told: a text stays half written for as long as a test looks
 * at it, however fast or slow the machine writes.
 */
final class WaitingTokenizer implements Tokenizer {

  private final Tokenizer tokenizer;
  private volatile int freely = Integer.MAX_VALUE;
  private volatile CountDownLatch told = new CountDownLatch(0);

  WaitingTokenizer(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Every stream decodes so many tokens, those of its prompt too, and waits before the next. */
  void waitAfter(int tokens) {
    told = new CountDownLatch(1);
    freely = tokens;
  }

  /** Lets what waits go on, and every stream from now on. */
  void goOn() {
    freely = Integer.MAX_VALUE;
    told.countDown();
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    StreamingDecoder decoder = tokenizer.streamingDecoder();
    return new StreamingDecoder() {
      private int decoded;

      @Override
      public String next(int id) {
        if (decoded++ >= freely) {
          try {
            told.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
        return decoder.next(id);
      }

      @Override
      public boolean isOneBehind() {
        return decoder.isOneBehind();
      }

      @Override
      public String flush() {
        return decoder.flush();
      }
    };
  }

  @Override
  public int[] encode(String text) {
    return tokenizer.encode(text);
  }

  @Override
  public int[] encodeWithSpecials(String text) {
    return tokenizer.encodeWithSpecials(text);
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return tokenizer.encodeAll(texts);
  }

  @Override
  public boolean encodesChunks() {
    return tokenizer.encodesChunks();
  }

  @Override
  public String decode(int[] ids) {
    return tokenizer.decode(ids);
  }

  @Override
  public int vocabularySize() {
    return tokenizer.vocabularySize();
  }

  @Override
  public int[] tokenByteLengths() {
    return tokenizer.tokenByteLengths();
  }

  @Override
  public OptionalInt endOfText() {
    return tokenizer.endOfText();
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return tokenizer.specialTokens();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
