package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.continuo.model.aten.AtenArrays;
import dev.continuo.model.backend.cuda.DeviceMemoryException;
import dev.continuo.model.device.Precision;
import dev.continuo.model.graph.Transformer;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.batch.ContinuationBatches;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Batching;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.config.TrainingConfig.Saving;
import dev.continuo.trainer.pass.ForwardBackward;
import dev.continuo.trainer.pass.GraphForwardBackward;
import dev.continuo.trainer.progress.TrainingListener;
import dev.continuo.trainer.step.Initialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that runs out in the middle of things changes nothing but how many rows go at once. */
final class MemoryShortageTest {

  private static final int ROWS = 4;

  @TempDir private Path folder;

  /** Runs out of memory in one step, after the gradients of all its rows were added. */
  private static final class ShortBackward extends PassesBetween {

    private final int failing;

    ShortBackward(ForwardBackward passes, int failing) {
      super(passes);
      this.failing = failing;
    }

    @Override
    public double addGradients(Batch batch, LossFunction loss, double factor) {
      double sum = super.addGradients(batch, loss, factor);
      if (step() == failing) {
        throw new OutOfMemoryError("injected");
      }
      return sum;
    }
  }

  /** Runs out of memory in one step, when the matrices of the layers have moved. */
  private static final class ShortUpdate extends PassesBetween {

    private final int failing;

    ShortUpdate(ForwardBackward passes, int failing) {
      super(passes);
      this.failing = failing;
    }

    @Override
    public Map<String, NDArray> gradients() {
      return step() == failing ? new Failing(super.gradients()) : super.gradients();
    }

    private static final class Failing extends AbstractMap<String, NDArray> {

      private final Map<String, NDArray> gradients;

      Failing(Map<String, NDArray> gradients) {
        this.gradients = gradients;
      }

      @Override
      public Set<Map.Entry<String, NDArray>> entrySet() {
        return gradients.entrySet();
      }

      @Override
      public @Nullable NDArray get(Object name) {
        if (name.equals("model.embed_tokens.weight")) {
          throw new OutOfMemoryError("injected");
        }
        return gradients.get(name);
      }
    }
  }

  private record Events(List<String> messages) implements TrainingListener {
    @Override
    public void step(TrainingListener.Step step) {}

    @Override
    public void evaluation(TrainingListener.Evaluation evaluation) {}

    @Override
    public void event(long step, String message) {
      messages.add(step + ": " + message);
    }
  }

  private List<String> train(String name, UnaryOperator<ForwardBackward> between)
      throws IOException {
    TrainingConfig config =
        Runs.config(40, Objective.CONTINUATION, Runs.MUON, new Saving(1e9, 10L, 2), Runs.CARE);
    Events events = new Events(new ArrayList<>());
    Runs.train(config, folder.resolve(name), events, () -> false, between);
    return events.messages();
  }

  @Test
  void anUpdateThatWasHalfDoneIsNotDoneTwice() throws IOException {
    assertThat(train("judge", passes -> new ShortBackward(passes, 21)))
        .containsExactly("21: out of memory: going on with 2 of 4 sequences at once");
    assertThat(train("run", passes -> new ShortUpdate(passes, 27)))
        .containsExactly(
            "20: out of memory while the weights were updated: back at step 20, with 2 of 4 sequences at once");
    assertThat(Runs.weights(folder.resolve("run")))
        .isEqualTo(Runs.weights(folder.resolve("judge")));
    assertThat(Runs.optimizer(folder.resolve("run"), 40))
        .isEqualTo(Runs.optimizer(folder.resolve("judge"), 40));
  }

  @Test
  void isKnownWhateverItCaused() {
    OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
    assertThat(MemoryShortage.isCauseOf(new IllegalArgumentException("Self-suppression", heap)))
        .isTrue();
    assertThat(MemoryShortage.isCauseOf(new DeviceMemoryException("the GPU has no 9 bytes")))
        .isTrue();
    assertThat(
            MemoryShortage.isCauseOf(
                new ExceptionInInitializerError("Exception java.lang.OutOfMemoryError: heap")))
        .isTrue();
    assertThat(MemoryShortage.isCauseOf(new IllegalStateException("odd"))).isFalse();
  }

  @Test
  void partialGradientsOfAFailedFirstPassAreForgotten() {
    Batching batching = new Batching(ROWS, 16, Objective.CONTINUATION);
    for (double dropout : new double[] {0, 0.1}) {
      List<float[]> found = new ArrayList<>();
      for (boolean failing : new boolean[] {false, true}) {
        try (Shard shard = Runs.shard(folder.resolve("text-" + dropout + failing), 50, 1);
            Transformer transformer =
                Transformer.create(Runs.MODEL, Precision.FLOAT32, dropout, Device.cpu());
            ForwardBackward passes =
                new ShortBackward(new GraphForwardBackward(transformer), failing ? 1 : 0)) {
          Initialization.apply(new AtenArrays(transformer.weights()), 1);
          Batch batch = new ContinuationBatches(shard, batching, 1).at(0);
          passes.refresh();
          if (failing) {
            passes.clearGradients();
            assertThatThrownBy(() -> passes.addGradients(batch, LossFunction.CROSS_ENTROPY, 1))
                .hasMessage("injected");
          }
          passes.clearGradients();
          passes.addGradients(batch, LossFunction.CROSS_ENTROPY, 1);
          found.add(passes.gradients().values().iterator().next().toFloatArray());
        }
      }
      assertThat(found.get(1)).isEqualTo(found.get(0));
    }
  }
}
