package dev.continuo.tokenizer.text;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HuggingFace library's tokenizer of a file, made when it is first needed. Thread-safe. */
final class LazyLibrary implements AutoCloseable {

  private final Supplier<NativeTokenizer> maker;
  private @Nullable NativeTokenizer made;
  private boolean closed;

  LazyLibrary(Supplier<NativeTokenizer> maker) {
    this.maker = maker;
  }

  synchronized NativeTokenizer get() {
    NativeTokenizer library = made;
    if (closed) {
      throw new IllegalStateException("The tokenizer is closed");
    }
    if (library == null) {
      library = maker.get();
      made = library;
    }
    return library;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (made != null) {
      made.close();
    }
  }
}
