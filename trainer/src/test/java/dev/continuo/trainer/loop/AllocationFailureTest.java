package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.cpu.CpuBackend;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Evaluation;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.engine.DeviceEngine;
import dev.continuo.trainer.engine.MicroBatch;
import dev.continuo.trainer.engine.TrainingEngine;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory that runs out once, at any allocation of a run: when its engine is made, in a step, an
 * evaluation or a checkpoint. The run ends with an error that says so, or goes on with fewer
 * sequences at once; what is on disk is sound, and the same command ends in the same weights.
 */
class AllocationFailureTest {

  private static final int STEPS = 3;

  private static final ModelConfig MODEL =
      new ModelConfig(
          Architecture.QWEN3, Runs.VOCABULARY, 16, 1, 2, 1, 8, 24, 16, 1e-6, 10_000, true, 0);

  @TempDir Path folder;

  /** Counts what is taken; one of the takings fails. */
  private static final class ShortMemory {

    private final int failing;
    private int taken;

    ShortMemory(int failing) {
      this.failing = failing;
    }

    void take() {
      taken++;
      if (taken == failing) {
        throw new OutOfMemoryError("injected");
      }
    }

    Arena arena(Arena arena) {
      return new Arena() {
        @Override
        public MemorySegment allocate(long bytes, long alignment) {
          take();
          return arena.allocate(bytes, alignment);
        }

        @Override
        public MemorySegment.Scope scope() {
          return arena.scope();
        }

        @Override
        public void close() {
          arena.close();
        }
      };
    }
  }

  /** Arrays that need memory to be copied. */
  private record ShortArrays(NamedArrays arrays, ShortMemory memory) implements NamedArrays {
    @Override
    public List<TensorSpec> specs() {
      return arrays.specs();
    }

    @Override
    public void read(String name, long first, MemorySegment to) {
      memory.take();
      arrays.read(name, first, to);
    }

    @Override
    public void write(String name, long first, MemorySegment from) {
      memory.take();
      arrays.write(name, first, from);
    }
  }

  /** An engine over backend, steps and state of which all take from one memory. */
  private static TrainingEngine engine(TrainingConfig config, ShortMemory memory) {
    CpuBackend backend =
        new CpuBackend(
            ScalarType.FLOAT32,
            1,
            memory.arena(Arena.ofShared()),
            () -> memory.arena(Arena.ofConfined()));
    try {
      TrainingEngine engine =
          new DeviceEngine(
              backend,
              MODEL,
              config.optimizer(),
              config.loss(),
              config.dropout(),
              new MicroBatch(config.batch().size(), false),
              config.batch().context());
      return new EngineBetween(engine, EngineBetween.Trouble.NONE, new ArrayList<>()) {
        @Override
        public NamedArrays weights() {
          return new ShortArrays(super.weights(), memory);
        }

        @Override
        public NamedArrays optimizerState() {
          return new ShortArrays(super.optimizerState(), memory);
        }
      };
    } catch (RuntimeException | Error e) {
      backend.close();
      throw e;
    }
  }

  private record Events(List<String> messages) implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {}

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}

    @Override
    public void event(long step, String message) {
      messages.add(message);
    }
  }

  private static TrainingConfig config() {
    TrainingConfig all =
        Runs.config(STEPS, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 2L, 2), Runs.CARE);
    return new TrainingConfig(
        all.budget(),
        new Batching(20, 16, Objective.CONTINUATION),
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

  private List<String> train(Path run, ShortMemory memory) throws IOException {
    Events events = new Events(new ArrayList<>());
    TrainingConfig config = config();
    Runs.trainBy(() -> engine(config, memory), config, run, events, () -> false);
    return events.messages();
  }

  @Test
  @SuppressWarnings("IllegalCatch")
  void endsInAnErrorOrASmallerPlanAndNeverInABrokenRun() throws IOException {
    Path judge = folder.resolve("judge");
    ShortMemory enough = new ShortMemory(0);
    assertThat(train(judge, enough)).isEmpty();
    int errors = 0;
    int smallerPlans = 0;
    for (int failing = 1; failing <= enough.taken; failing++) {
      Path run = folder.resolve("run-" + failing);
      boolean smaller = false;
      try {
        assertThat(train(run, new ShortMemory(failing)))
            .singleElement()
            .asString()
            .startsWith("out of memory");
        smaller = true;
        smallerPlans++;
      } catch (OutOfMemoryError e) {
        assertThat(e).hasMessage("injected");
        errors++;
      } catch (ModelException e) {
        assertThat(e).hasMessageContaining("out of memory: no ").hasRootCauseMessage("injected");
        errors++;
      }
      if (Files.notExists(run.resolve("continuo/checkpoints"))) {
        continue; // the run had not begun
      }
      train(run, new ShortMemory(0));
      if (!smaller) {
        assertThat(Runs.weights(run)).as("after " + failing).isEqualTo(Runs.weights(judge));
        assertThat(Runs.optimizer(run, STEPS)).isEqualTo(Runs.optimizer(judge, STEPS));
      }
      assertThat(Files.exists(run.resolve("continuo/checkpoints/writing"))).isFalse();
    }
    assertThat(errors).isPositive();
    assertThat(smallerPlans).isPositive();
  }
}
