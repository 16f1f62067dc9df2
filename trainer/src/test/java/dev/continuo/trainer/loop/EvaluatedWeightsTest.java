package dev.continuo.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.weights.SafetensorsFile;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightSource;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.Objective;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluatedWeightsTest {

  private static final TensorSpec EMBEDDING = WeightNames.of(Runs.MODEL).getFirst();

  @TempDir private Path folder;

  /** Looks at a weight at every evaluation. */
  private static final class Looking implements TrainingListener {
    private final Map<Long, float[]> embeddings = new LinkedHashMap<>();
    private long best;

    @Override
    public void step(Step step) {}

    @Override
    public void evaluation(Evaluation evaluation) {
      best = evaluation.best() ? evaluation.step() : best;
    }

    @Override
    public void weights(long step, WeightSource weights) {
      embeddings.put(step, weights.tensor(EMBEDDING).toFloats());
    }
  }

  @Test
  void areThoseThatAreKeptAndLookingChangesNothing() throws IOException {
    TrainingConfig config = Runs.config(40, Objective.CONTINUATION, Runs.ADAM_W);
    Looking looking = new Looking();
    Path run = folder.resolve("looked-at");
    Runs.train(config, run, looking, () -> false);
    Runs.train(config, folder.resolve("alone"), new Runs.Silence(), () -> false);
    assertThat(Runs.weights(run)).isEqualTo(Runs.weights(folder.resolve("alone")));
    assertThat(looking.embeddings.keySet()).containsExactly(10L, 20L, 30L, 40L);
    try (SafetensorsFile kept = SafetensorsFile.open(new RunPaths(run).weights())) {
      assertThat(looking.embeddings.get(looking.best))
          .isEqualTo(Objects.requireNonNull(kept.tensors().get(EMBEDDING.name())).toFloats());
    }
  }
}
