package dev.continuo.trainer.progress;

import dev.continuo.model.weights.WeightSource;
import java.util.List;

/**
 * Several listeners as one, called in order.
 *
 * @param listeners those that are called
 */
public record Listeners(List<TrainingListener> listeners) implements TrainingListener {

  public Listeners {
    listeners = List.copyOf(listeners);
  }

  @Override
  public void start(long step) {
    listeners.forEach(listener -> listener.start(step));
  }

  @Override
  public void step(Step step) {
    listeners.forEach(listener -> listener.step(step));
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    listeners.forEach(listener -> listener.evaluation(evaluation));
  }

  @Override
  public void weights(long step, WeightSource weights) {
    listeners.forEach(listener -> listener.weights(step, weights));
  }

  @Override
  public void event(long step, String message) {
    listeners.forEach(listener -> listener.event(step, message));
  }
}
