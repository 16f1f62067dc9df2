package dev.continuo.trainer.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.aten.Aten;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.shard.ShardWriter;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.trainer.batch.Batch;
import dev.continuo.trainer.config.TrainingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown to a model and what is scored, with 9 as the beginning of texts and 0 as end. */
final class EvaluatorTest {

  private static final int VOCABULARY = 10;

  @TempDir private Path folder;
  private final Shown shown = new Shown();

  /** Keeps the rows that it is shown, inputs and targets; a target that does not count is a dot. */
  private static final class Shown implements ScoredModel {
    private final List<String> rows = new ArrayList<>();

    @Override
    public void refresh() {}

    @Override
    public float[] losses(Batch batch) {
      for (int row = 0; row < batch.rows(); row++) {
        StringBuilder line = new StringBuilder();
        StringBuilder targets = new StringBuilder();
        for (int i = row * batch.columns(); i < (row + 1) * batch.columns(); i++) {
          line.append(batch.inputs()[i]);
          targets.append(batch.targets()[i] == Aten.IGNORED_TARGET ? "." : "" + batch.targets()[i]);
        }
        rows.add(line + " " + targets);
      }
      return new float[batch.targets().length];
    }

    @Override
    public boolean[] hits(Batch batch) {
      losses(batch);
      return new boolean[batch.targets().length];
    }
  }

  @Test
  void withoutABeginningEveryTokenButTheFirstIsScored() {
    try (Shard shard = shard(new int[] {1, 2, 3, 0}, new int[] {4, 5, 0})) {
      assertThat(evaluator(4).score(shard, 100).tokens()).isEqualTo(6);
    }
    assertThat(shown.rows).containsExactly("1230 2304", "4500 50..");
  }

  @Test
  void theBeginningStandsInFrontOfEachWindowAndIsNotScored() {
    try (Shard shard = shard(new int[] {9, 1, 2, 3, 0}, new int[] {9, 4, 5, 0})) {
      assertThat(evaluator(3, 9).score(shard, 100).tokens()).isEqualTo(7);
    }
    assertThat(shown.rows).containsExactly("910 12.", "930 30.", "945 450");
  }

  /** The beginning is the end of texts too, so the texts in the shard have none of their own. */
  @Test
  void aShardWithoutBeginningsIsScoredWhole() {
    try (Shard shard = shard(new int[] {1, 2, 3, 9}, new int[] {4, 5, 9})) {
      assertThat(evaluator(3, 9).score(shard, 100).tokens()).isEqualTo(7);
    }
    assertThat(shown.rows).containsExactly("912 123", "994 945", "900 9..");
  }

  @Test
  void severalTokensBeginAWindowToo() {
    try (Shard shard = shard(new int[] {9, 8, 1, 2, 3, 0})) {
      assertThat(evaluator(4, 9, 8).score(shard, 100).tokens()).isEqualTo(4);
    }
    assertThat(shown.rows).containsExactly("9800 .1..", "9823 .230");
    assertThatThrownBy(() -> evaluator(1, 9, 8))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("windows of at least the 2 tokens");
  }

  @Test
  void maskedEndingsAreShownBehindTheBeginning() {
    try (Shard shard = shard(new int[] {9, 1, 2, 3, 4, 5, 0})) {
      evaluator(4).endingAccuracy(shard, 10);
      evaluator(4, 9).endingAccuracy(shard, 10);
    }
    assertThat(shown.rows).containsExactly("1230 .34.", "9123 ..34");
  }

  private Evaluator evaluator(int columns, int... beginning) {
    return new Evaluator(shown, new int[VOCABULARY], beginning, 1, columns);
  }

  private Shard shard(int[]... documents) {
    Path file = folder.resolve("text.shard");
    try (ShardWriter writer = ShardWriter.create(file, VOCABULARY)) {
      for (int[] document : documents) {
        List<Span> spans = document.length > 6 ? List.of(new Span(1, 3, 5)) : List.of();
        writer.add(document, spans, document.length);
      }
      writer.finish();
    }
    return Shard.open(file);
  }
}
