package dev.continuo.trainer.eval;

import dev.continuo.model.aten.Aten;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.generate.TokenScore;
import dev.continuo.trainer.batch.Batch;
import java.util.List;

/** The generation runtime, scored: in the precision in which it generates. */
record ScoredGenerator(TextGenerator generator) implements ScoredModel {

  @Override
  public void refresh() {
    // A generator's weights never change.
  }

  @Override
  public float[] losses(Batch batch) {
    float[] losses = new float[batch.targets().length];
    score(batch, (place, score) -> losses[place] = (float) -score.logProbability());
    return losses;
  }

  @Override
  public boolean[] hits(Batch batch) {
    boolean[] hits = new boolean[batch.targets().length];
    score(batch, (place, score) -> hits[place] = score.likeliest());
    return hits;
  }

  /** Takes the score of the target at a place. */
  @FunctionalInterface
  private interface Scores {
    void accept(int place, TokenScore score);
  }

  private void score(Batch batch, Scores scores) {
    for (int row = 0; row < batch.rows(); row++) {
      int start = row * batch.columns();
      int length = batch.columns();
      while (length > 0 && batch.targets()[start + length - 1] == Aten.IGNORED_TARGET) {
        length--;
      }
      if (length == 0) {
        continue;
      }
      int[] text = new int[length]; // what follows the first input, to the last target
      for (int i = 1; i < length; i++) {
        text[i - 1] = (int) batch.inputs()[start + i];
      }
      text[length - 1] = (int) batch.targets()[start + length - 1];
      List<TokenScore> found = generator.score(new int[] {(int) batch.inputs()[start]}, text);
      for (int i = 0; i < length; i++) {
        scores.accept(start + i, found.get(i));
      }
    }
  }
}
