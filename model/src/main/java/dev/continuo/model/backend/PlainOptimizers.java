package dev.continuo.model.backend;

import static dev.continuo.model.backend.PlainMemory.get;
import static dev.continuo.model.backend.PlainMemory.segment;
import static dev.continuo.model.backend.PlainMemory.set;

/** A step of the weights. */
interface PlainOptimizers extends Backend {

  @Override
  default void gradientNorm(Buffer gradient, Buffer step) {
    double squares = 0;
    for (long i = 0; i < gradient.elements(); i++) {
      squares += (double) get(gradient, i) * get(gradient, i);
    }
    StepNumbers numbers = StepNumbers.of(segment(step));
    double norm = Math.sqrt(squares);
    set(step, 4, norm);
    set(step, 5, norm > numbers.largestNorm() ? numbers.largestNorm() / norm : 1);
  }

  /** What is done with each element of some chunks: its place, and its moment's. */
  interface Element {
    void move(WeightChunks.Chunk chunk, long at, long moment);
  }

  private static void each(Update update, Element element) {
    if (!Float.isFinite(StepNumbers.of(segment(update.step())).norm())) {
      return;
    }
    for (WeightChunks.Chunk chunk :
        WeightChunks.read(segment(update.chunks().table()), update.chunks().count())) {
      for (int i = 0; i < chunk.elements(); i++) {
        element.move(chunk, chunk.first() + i, chunk.moment() + i);
      }
    }
  }

  @Override
  default void adamW(
      Update update, Buffer gradients, Averages averages, Buffer weights, Buffer rounded) {
    StepNumbers numbers = StepNumbers.of(segment(update.step()));
    each(
        update,
        (chunk, at, moment) -> {
          double g = (double) numbers.clip() * get(gradients, at);
          double m = averages.beta1() * get(averages.means(), moment) + (1 - averages.beta1()) * g;
          double v =
              averages.beta2() * get(averages.squares(), moment) + (1 - averages.beta2()) * g * g;
          set(averages.means(), moment, m);
          set(averages.squares(), moment, v);
          double keep = 1 - numbers.learningRate() * chunk.rate() * chunk.decay();
          double change =
              numbers.adamRate() * chunk.rate() * m / (Math.sqrt(v) + numbers.adamEpsilon());
          set(weights, at, keep * get(weights, at) - change);
        });
  }

  @Override
  default void nesterov(
      Update update, Buffer gradients, Buffer momenta, Buffer blend, float momentum) {
    StepNumbers numbers = StepNumbers.of(segment(update.step()));
    each(
        update,
        (chunk, at, moment) -> {
          double g = (1 - momentum) * numbers.clip() * get(gradients, at);
          double m = momentum * get(momenta, moment) + g;
          set(momenta, moment, m);
          set(blend, moment, momentum * m + g);
        });
  }

  @Override
  default void descend(Update update, Buffer changes, Buffer weights, Buffer rounded) {
    StepNumbers numbers = StepNumbers.of(segment(update.step()));
    each(
        update,
        (chunk, at, moment) -> {
          double keep = 1 - numbers.learningRate() * chunk.decay();
          double rate = numbers.learningRate() * chunk.rate();
          set(weights, at, keep * get(weights, at) - rate * get(changes, moment));
        });
  }
}
