package dev.continuo.model.backend.cpu;

import dev.continuo.model.backend.Backend.Averages;
import dev.continuo.model.backend.Backend.Update;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.StepNumbers;
import dev.continuo.model.backend.WeightChunks;
import dev.continuo.model.backend.WeightChunks.Chunk;
import dev.continuo.model.vector.Lanes;
import dev.continuo.model.vector.Memory;
import dev.continuo.model.vector.Workers;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** Steps of the weights: a task for each chunk of them. */
final class CpuOptimizers {

  private static final int NORM_BLOCK = 1 << 16;

  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;

  CpuOptimizers(Workers workers, ThreadLocal<Scratch> scratch) {
    this.workers = workers;
    this.scratch = scratch;
  }

  void gradientNorm(Buffer gradient, Buffer step) {
    int blocks = Math.toIntExact(Math.ceilDiv(gradient.elements(), NORM_BLOCK));
    double[] sums = new double[blocks];
    workers.run(
        blocks,
        block -> {
          long first = (long) block * NORM_BLOCK;
          int count = (int) Math.min(NORM_BLOCK, gradient.elements() - first);
          sums[block] = squares(scratch.get().read(0, gradient, first, count), count);
        });
    double squares = 0;
    for (double sum : sums) {
      squares += sum;
    }
    StepNumbers numbers = numbers(step);
    float norm = (float) Math.sqrt(squares);
    float clip = norm > numbers.largestNorm() ? numbers.largestNorm() / norm : 1;
    Floats.put(new float[] {norm, clip}, 0, step, StepNumbers.COUNT - 2, 2);
  }

  private static StepNumbers numbers(Buffer step) {
    return StepNumbers.of(Memory.ALL.asSlice(step.address(), step.bytes()));
  }

  /** What is done with a chunk of the weights. */
  private interface Move {
    void run(Chunk chunk, StepNumbers numbers, Scratch own);
  }

  private void eachStretch(Update update, Move move) {
    StepNumbers numbers = numbers(update.step());
    if (!Float.isFinite(numbers.norm())) {
      return;
    }
    WeightChunks chunks = update.chunks();
    Buffer table = chunks.table();
    List<Chunk> all =
        WeightChunks.read(Memory.ALL.asSlice(table.address(), table.bytes()), chunks.count());
    workers.run(all.size(), index -> move.run(all.get(index), numbers, scratch.get()));
  }

  void adamW(Update update, Buffer gradients, Averages averages, Buffer weights) {
    eachStretch(
        update,
        (chunk, numbers, own) -> {
          adamW(
              chunk,
              numbers,
              Floats.address(gradients, chunk.first()),
              Floats.address(averages.means(), chunk.moment()),
              Floats.address(averages.squares(), chunk.moment()),
              Floats.address(weights, chunk.first()),
              averages.beta1(),
              averages.beta2());
        });
  }

  void nesterov(Update update, Buffer gradients, Buffer momenta, Buffer blend, float momentum) {
    eachStretch(
        update,
        (chunk, numbers, own) -> {
          int count = chunk.elements();
          long target = own.target(0, blend, chunk.moment(), count);
          nesterov(
              Floats.address(gradients, chunk.first()),
              Floats.address(momenta, chunk.moment()),
              target,
              count,
              (1 - momentum) * numbers.clip(),
              momentum);
          Scratch.write(target, blend, chunk.moment(), count);
        });
  }

  void descend(Update update, Buffer changes, Buffer weights) {
    eachStretch(
        update,
        (chunk, numbers, own) -> {
          int count = chunk.elements();
          long change = own.read(0, changes, chunk.moment(), count);
          long weight = Floats.address(weights, chunk.first());
          float keep = 1 - numbers.learningRate() * chunk.decay();
          float rate = numbers.learningRate() * chunk.rate();
          int bound = Lanes.bound(count);
          for (int i = 0; i < bound; i += Lanes.COUNT) {
            long at = Memory.bytes(i);
            FloatVector kept = Memory.load(weight + at).mul(keep);
            Memory.store(kept.sub(Memory.load(change + at).mul(rate)), weight + at);
          }
          for (int i = bound; i < count; i++) {
            long at = Memory.bytes(i);
            float kept = keep * Memory.get(weight + at);
            Memory.put(kept - rate * Memory.get(change + at), weight + at);
          }
        });
  }

  private static double squares(long values, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int whole = count - count % 4;
    for (int i = 0; i < whole; i += 4) {
      long at = values + Memory.bytes(i);
      first += square(at);
      second += square(at + Float.BYTES);
      third += square(at + 2 * Float.BYTES);
      fourth += square(at + 3 * Float.BYTES);
    }
    for (int i = whole; i < count; i++) {
      first += square(values + Memory.bytes(i));
    }
    return first + second + third + fourth;
  }

  private static double square(long address) {
    double value = Memory.get(address);
    return value * value;
  }

  private static void adamW(
      Chunk chunk,
      StepNumbers numbers,
      long gradient,
      long mean,
      long square,
      long weight,
      float beta1,
      float beta2) {
    float clip = numbers.clip();
    float rate = numbers.adamRate() * chunk.rate();
    float keep = 1 - numbers.learningRate() * chunk.rate() * chunk.decay();
    float epsilon = numbers.adamEpsilon();
    int bound = Lanes.bound(chunk.elements());
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector g = Memory.load(gradient + at).mul(clip);
      FloatVector m = Memory.load(mean + at).mul(beta1).add(g.mul(1 - beta1));
      FloatVector v = Memory.load(square + at).mul(beta2).add(g.mul(1 - beta2).mul(g));
      Memory.store(m, mean + at);
      Memory.store(v, square + at);
      FloatVector step = m.mul(rate).div(v.sqrt().add(epsilon));
      Memory.store(Memory.load(weight + at).mul(keep).sub(step), weight + at);
    }
    for (int i = bound; i < chunk.elements(); i++) {
      long at = Memory.bytes(i);
      float g = clip * Memory.get(gradient + at);
      float m = beta1 * Memory.get(mean + at) + (1 - beta1) * g;
      float v = beta2 * Memory.get(square + at) + (1 - beta2) * g * g;
      Memory.put(m, mean + at);
      Memory.put(v, square + at);
      float step = rate * m / ((float) Math.sqrt(v) + epsilon);
      Memory.put(keep * Memory.get(weight + at) - step, weight + at);
    }
  }

  /** Updates the momentum; what is to be made orthogonal goes to the target. */
  private static void nesterov(
      long gradient, long momentum, long target, int count, float part, float mu) {
    int bound = Lanes.bound(count);
    for (int i = 0; i < bound; i += Lanes.COUNT) {
      long at = Memory.bytes(i);
      FloatVector g = Memory.load(gradient + at).mul(part);
      FloatVector m = Memory.load(momentum + at).mul(mu).add(g);
      Memory.store(m, momentum + at);
      Memory.store(m.mul(mu).add(g), target + at);
    }
    for (int i = bound; i < count; i++) {
      long at = Memory.bytes(i);
      float g = part * Memory.get(gradient + at);
      float m = mu * Memory.get(momentum + at) + g;
      Memory.put(m, momentum + at);
      Memory.put(mu * m + g, target + at);
    }
  }
}
