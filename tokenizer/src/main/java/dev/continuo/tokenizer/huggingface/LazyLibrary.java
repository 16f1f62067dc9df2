package dev.continuo.tokenizer.huggingface;

import dev.continuo.tokenizer.json.TokenizerException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HuggingFace library's tokenizer of a file, made when it is first needed. Thread-safe. */
public final class LazyLibrary implements AutoCloseable {

  private final String source;
  private final Supplier<String> json;
  private @Nullable LibraryTokenizer made;
  private boolean closed;

  /**
   * Makes nothing yet.
   *
   * @param source where the file is from, for messages
   * @param json the file as {@link LibraryJson} changes it
   */
  public LazyLibrary(String source, Supplier<String> json) {
    this.source = source;
    this.json = json;
  }

  /**
   * The library's tokenizer.
   *
   * @throws TokenizerException if the library is missing or refuses the file
   */
  public synchronized LibraryTokenizer get() {
    LibraryTokenizer library = made;
    if (closed) {
      throw new IllegalStateException("The tokenizer is closed");
    }
    if (library == null) {
      library = create();
      made = library;
    }
    return library;
  }

  /** The library comes with the applications that need it. */
  private LibraryTokenizer create() {
    try {
      return LibraryTokenizer.create(source, json.get());
    } catch (NoClassDefFoundError e) {
      throw new TokenizerException(
          source
              + ": its vocabulary is read by HuggingFace's library; add"
              + " ai.djl.huggingface:tokenizers to the application's dependencies",
          e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (made != null) {
      made.close();
    }
  }
}
