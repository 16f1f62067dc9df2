package dev.continuo.tokenizer.huggingface;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.continuo.tokenizer.json.TokenizerException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/** A tokenizer of the HuggingFace library, reached through DJL's binding. Thread-safe. */
public final class LibraryTokenizer implements AutoCloseable {

  static {
    // DJL reads both when the library loads: no telemetry, no downloads.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.offline", "true");
    LibUtils.checkStatus();
  }

  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private LibraryTokenizer(long handle) {
    this.handle = handle;
  }

  static LibraryTokenizer create(String source, String json) {
    try {
      return new LibraryTokenizer(LIBRARY.createTokenizerFromString(json));
    } catch (RuntimeException e) {
      throw new TokenizerException(
          "%s: cannot be opened by HuggingFace tokenizers: %s".formatted(source, firstLine(e)), e);
    }
  }

  /** The ids of a text. */
  public int[] encode(String text) {
    return using(tokenizer -> idsOf(LIBRARY.encode(tokenizer, text, false)));
  }

  /** The ids of each text. */
  public int[][] encodeBatch(String[] texts) {
    return using(
        tokenizer -> {
          long[] encodings = LIBRARY.batchEncode(tokenizer, texts, false);
          int[][] ids = new int[encodings.length][];
          for (int i = 0; i < ids.length; i++) {
            ids[i] = idsOf(encodings[i]);
          }
          return ids;
        });
  }

  /** The text of ids. */
  public String decode(long[] ids) {
    return using(tokenizer -> LIBRARY.decode(tokenizer, ids, false));
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        LIBRARY.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private static int[] idsOf(long encoding) {
    try {
      long[] ids = LIBRARY.getTokenIds(encoding);
      int[] narrowed = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        narrowed[i] = Math.toIntExact(ids[i]);
      }
      return narrowed;
    } finally {
      LIBRARY.deleteEncoding(encoding);
    }
  }

  private <T> T using(LongFunction<T> work) {
    lock.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("The tokenizer is closed");
      }
      return apply(work);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Some vocabularies cannot write every text; the library says so while it encodes. */
  private <T> T apply(LongFunction<T> work) {
    try {
      return work.apply(handle);
    } catch (RuntimeException e) {
      throw new TokenizerException("HuggingFace tokenizers: " + firstLine(e), e);
    }
  }

  private static String firstLine(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
