package dev.continuo.model.generate;

import java.util.HashMap;
import java.util.Map;

/** The penalties of one text, which depend on its tokens so far. */
final class LogitsProcessor {

  private final Penalties penalties;

  /** Every token of the text, with how often it has been generated. */
  private final Map<Integer, Integer> counts = new HashMap<>();

  LogitsProcessor(Penalties penalties, int[] prompt) {
    this.penalties = penalties;
    if (!penalties.changeNothing()) {
      for (int id : prompt) {
        counts.put(id, 0);
      }
    }
  }

  /** Takes note of a generated token. */
  void saw(int id) {
    if (!penalties.changeNothing()) {
      counts.merge(id, 1, Integer::sum);
    }
  }

  /** Takes a generated token back. */
  void forget(int id) {
    if (!penalties.changeNothing()) {
      counts.merge(id, -1, Integer::sum);
    }
  }

  /** Changes the V logits in place. */
  void apply(float[] logits) {
    penalties
        .logitBias()
        .forEach(
            (id, bias) -> {
              if (id < logits.length) {
                logits[id] += bias.floatValue();
              }
            });
    if (penalties.changeNothing()) {
      return;
    }
    counts.forEach(
        (id, count) -> {
          double logit = logits[id];
          double repeated =
              logit < 0 ? logit * penalties.repetition() : logit / penalties.repetition();
          double presence = count > 0 ? penalties.presence() : 0;
          logits[id] = (float) (repeated - count * penalties.frequency() - presence);
        });
  }
}
