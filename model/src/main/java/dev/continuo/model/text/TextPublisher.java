package dev.continuo.model.text;

import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.Supplier;

/**
 * A continuation for each subscriber, computed by a thread of its own. A subscription that is
 * cancelled ends it before its next token, or between two runs of its prompt.
 */
final class TextPublisher implements Flow.Publisher<String> {

  private final Supplier<TextStream> streams;

  TextPublisher(Supplier<TextStream> streams) {
    this.streams = streams;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the subscriber hears of the end
  public void subscribe(Flow.Subscriber<? super String> subscriber) {
    SubmissionPublisher<String> pieces =
        new SubmissionPublisher<>(task -> Thread.ofVirtual().start(task), 1);
    Cancelling cancelling = new Cancelling(subscriber);
    pieces.subscribe(cancelling);
    Thread.ofPlatform().daemon().name("continuo-text").start(() -> publish(pieces, cancelling));
  }

  @SuppressWarnings("IllegalCatch") // whatever fails is the subscriber's to hear
  private void publish(SubmissionPublisher<String> pieces, Cancelling cancelling) {
    try {
      TextStream stream = streams.get();
      cancelling.setStream(stream);
      for (String piece = stream.next(); piece != null; piece = stream.next()) {
        if (!pieces.hasSubscribers()) {
          stream.cancel();
        } else if (!piece.isEmpty()) {
          pieces.submit(piece);
        }
      }
      pieces.close();
    } catch (RuntimeException | Error e) {
      pieces.closeExceptionally(e);
    }
  }
}
