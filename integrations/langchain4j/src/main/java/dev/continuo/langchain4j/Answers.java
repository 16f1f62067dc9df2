package dev.continuo.langchain4j;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers that handlers wait for. */
final class Answers {

  private Answers() {}

  /** Computes an answer in a thread of its own. */
  @SuppressWarnings("IllegalCatch") // whatever fails is the handler's to hear
  static <T> void inBackground(Supplier<T> answer, Consumer<T> done, Consumer<Throwable> failed) {
    Thread.ofPlatform()
        .daemon()
        .name("continuo-answer")
        .start(
            () -> {
              T made;
              try {
                made = answer.get();
              } catch (RuntimeException | Error e) {
                failed.accept(e);
                return;
              }
              done.accept(made);
            });
  }
}
