package dev.continuo.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.eval.ModelEvaluator.Scorer;
import dev.continuo.trainer.run.TextSettings;
import dev.continuo.trainer.run.Training;
import java.nio.file.Path;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelEvaluatorTest {

  @TempDir Path folder;

  @Test
  void theNetAndTheRuntimeGiveARunTheSameScore() {
    Path run =
        Training.onDocuments(Collections.nCopies(40, "The cat sat on the mat, and a dog ran."))
            .set(TextSettings.TOKENIZER, "byte")
            .set(TrainingSettings.DEPTH, 1)
            .set(TrainingSettings.CONTEXT, 16)
            .set(TrainingSettings.BATCH, 2)
            .set(TrainingSettings.DEVICE, DevicePreference.CPU)
            .steps(2)
            .into(folder.resolve("run"))
            .start()
            .folder();
    ModelScore net =
        score(run, new Scorer.Net(DevicePreference.CPU, PrecisionChoice.FLOAT32), null);
    assertThat(net.score().tokens()).isPositive();
    assertThat(net.score().loss()).isBetween(1.0, 10.0);
    Scorer runtime =
        new Scorer.Generator(RuntimeOptions.defaults().withDevice(DevicePreference.CPU));
    ModelScore generated = score(run, runtime, null);
    assertThat(generated.score().tokens()).isEqualTo(net.score().tokens());
    assertThat(generated.score().loss()).isCloseTo(net.score().loss(), within(1e-5));
    assertThat(generated.endingAccuracy()).isEqualTo(net.endingAccuracy());
    assertThat(score(run, runtime, 4).score().loss())
        .as("with less text before each token")
        .isNotEqualTo(generated.score().loss());
    assertThatThrownBy(() -> score(run, runtime, 17))
        .isInstanceOf(UsageException.class)
        .hasMessage("context: expected 1 to 16, found 17");
  }

  private static ModelScore score(Path run, Scorer scorer, @Nullable Integer context) {
    CorpusFolder corpus = new CorpusFolder(new RunPaths(run).corpus());
    try (ModelEvaluator evaluator = ModelEvaluator.open(run, context);
        Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer());
        Shard text = Shard.open(corpus.trainingShard())) {
      return evaluator.score(
          text,
          tokenizer.tokenByteLengths(),
          tokenizer.bosTokens().ids(),
          scorer,
          (done, all) -> {});
    }
  }
}
