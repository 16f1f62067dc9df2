package dev.continuo.model.text;

import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A subscriber whose subscription, when it is cancelled, cancels a stream too. */
final class Cancelling implements Flow.Subscriber<String> {

  private final Flow.Subscriber<? super String> subscriber;
  private @Nullable TextStream stream;
  private boolean cancelled;

  Cancelling(Flow.Subscriber<? super String> subscriber) {
    this.subscriber = subscriber;
  }

  /** Sets the stream that is cancelled with the subscription, which may be cancelled already. */
  synchronized void setStream(TextStream newStream) {
    stream = newStream;
    if (cancelled) {
      newStream.cancel();
    }
  }

  private synchronized void cancel() {
    cancelled = true;
    if (stream != null) {
      stream.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long count) {
            subscription.request(count);
          }

          @Override
          public void cancel() {
            Cancelling.this.cancel();
            subscription.cancel();
          }
        });
  }

  @Override
  public void onNext(String piece) {
    subscriber.onNext(piece);
  }

  @Override
  public void onError(Throwable failure) {
    subscriber.onError(failure);
  }

  @Override
  public void onComplete() {
    subscriber.onComplete();
  }
}
