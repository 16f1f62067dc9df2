package dev.continuo.trainer.loop;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.MicroBatch;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A process in which runs meet a full heap, for {@link HeapShortageTest}: at one moment of a run
 * all of the heap is taken but for some kilobytes, and stays taken until the run has ended.
 */
final class FullHeap {

  static final String OUTCOME = "moment ";
  static final String ENOUGH = "enough";
  static final String ERROR = "error: ";

  private static final int STEPS = 3;
  private static final int KIBIBYTE = 1 << 10;
  private static final int LARGEST_PIECE = 1 << 20;
  private static final int SMALLEST_PIECE = 32;
  private static final int[] LEFT = {0, 16, 128, 512, 768, 1024, 1536};

  private static final ModelConfig MODEL =
      new ModelConfig(
          Architecture.QWEN3, Runs.VOCABULARY, 16, 1, 2, 1, 8, 24, 16, 1e-6, 10_000, true, 0);

  private FullHeap() {}

  /** Counts the moments of a run; at one of them the heap becomes full. */
  private static final class Heap {

    private final int fullAt;
    private final int left;
    private final Object[] taken = new Object[1 << 16];
    private int moments;

    Heap(int fullAt, int left) {
      this.fullAt = fullAt;
      this.left = left;
    }

    void moment() {
      moments++;
      if (moments == fullAt) {
        fill();
      }
    }

    private void fill() {
      byte[][] free = new byte[left][KIBIBYTE];
      int count = 0;
      for (int size = LARGEST_PIECE; size >= SMALLEST_PIECE; size /= 32) {
        try {
          while (count < taken.length) {
            taken[count] = new byte[size];
            count++;
          }
        } catch (OutOfMemoryError full) {
          // the rest is taken in smaller pieces
        }
      }
      Arrays.fill(free, null);
    }
  }

  /** An engine of which each use is a moment. */
  private static final class Moments extends EngineBetween {

    private final Heap heap;

    Moments(TrainingEngine engine, Heap heap) {
      super(engine, Trouble.NONE, new ArrayList<>());
      this.heap = heap;
    }

    @Override
    public NamedArrays weights() {
      heap.moment();
      return super.weights();
    }

    @Override
    public NamedArrays optimizerState() {
      heap.moment();
      return super.optimizerState();
    }

    @Override
    public void begin(Batch batch, int rows) {
      heap.moment();
      super.begin(batch, rows);
    }

    @Override
    public void update(double learningRate) {
      heap.moment();
      super.update(learningRate);
    }

    @Override
    public float[] crossEntropies(Batch batch) {
      heap.moment();
      return super.crossEntropies(batch);
    }
  }

  /** Hears that the run goes on with a smaller plan. */
  private static final class Events implements TrainingListener {

    private final Heap heap;
    private @Nullable String message;

    Events(Heap heap) {
      this.heap = heap;
    }

    @Override
    public void step(TrainingListener.Step step) {
      heap.moment();
    }

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {
      heap.moment();
    }

    @Override
    public void event(long step, String said) {
      message = said;
    }
  }

  private static TrainingConfig config() {
    TrainingConfig all =
        Runs.config(STEPS, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 2L, 2), Runs.CARE);
    return new TrainingConfig(
        all.budget(),
        all.batch(),
        all.loss(),
        all.dropout(),
        all.optimizer(),
        all.schedule(),
        new Evaluation(2, 40, null),
        all.saving(),
        all.divergence(),
        all.precision(),
        all.device(),
        all.engine(),
        all.resources(),
        all.seed());
  }

  private static TrainingEngine engine(TrainingConfig config, Heap heap) {
    heap.moment();
    CpuBackend backend = new CpuBackend(ScalarType.FLOAT32, 2);
    try {
      MicroBatch all = new MicroBatch(config.batch().size(), false);
      return new Moments(
          new DeviceEngine(
              backend, MODEL, config.optimizer(), config.loss(), 0, all, config.batch().context()),
          heap);
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  private static @Nullable String train(Path run, Heap heap) throws IOException {
    TrainingConfig config = config();
    Events events = new Events(heap);
    Runs.trainBy(() -> engine(config, heap), config, run, events, () -> false);
    return events.message;
  }

  /** What a run came to that met a full heap, where its continuation ends as it should. */
  @SuppressWarnings("IllegalCatch")
  private static String outcome(Path run, Path judge, int fullAt, int left) throws IOException {
    String outcome = ENOUGH;
    boolean smaller = false;
    try {
      String message = train(run, new Heap(fullAt, left));
      if (message != null) {
        smaller = true;
        outcome = message;
      }
    } catch (RuntimeException | Error e) {
      if (!MemoryShortage.isCauseOf(e)) {
        throw e;
      }
      outcome = ERROR + e;
    }
    train(run, new Heap(0, 0));
    if (!smaller
        && !(Arrays.equals(Runs.weights(run), Runs.weights(judge))
            && Arrays.equals(Runs.optimizer(run, STEPS), Runs.optimizer(judge, STEPS)))) {
      throw new IllegalStateException("other weights after " + outcome);
    }
    return outcome;
  }

  /**
   * Trains many runs and prints what each came to. Arguments: a folder for them, and how many
   * moments there are from one run's full heap to the next one's.
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    int distance = Integer.parseInt(arguments[1]);
    Path judge = folder.resolve("judge");
    Heap enough = new Heap(0, 0);
    train(judge, enough);
    for (int fullAt = 1; fullAt <= enough.moments; fullAt += distance) {
      int left = LEFT[fullAt % LEFT.length];
      Path run = folder.resolve("run-" + fullAt);
      System.out.println(
          OUTCOME + fullAt + ", " + left + " KiB left: " + outcome(run, judge, fullAt, left));
    }
  }
}
