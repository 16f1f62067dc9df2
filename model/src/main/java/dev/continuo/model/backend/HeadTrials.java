package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Attention;
import dev.continuo.model.backend.Backend.HeadRotation;
import dev.continuo.model.backend.Backend.Heads;
import java.util.List;

/** Attention and what comes before it. */
final class HeadTrials {

  private HeadTrials() {}

  static void all(BackendCheck check) {
    for (Heads heads :
        List.of(
            new Heads(2, 5, 2, 1, 16),
            new Heads(1, 70, 3, 3, 40),
            new Heads(2, 130, 2, 2, 64),
            new Heads(1, 100, 4, 2, 128),
            new Heads(3, 1, 1, 1, 64))) {
      rotated(check, heads);
      attended(check, heads, true);
    }
    rotated(check, new Heads(2, 175, 24, 1, 4)); // more than are worked on at once
    for (Heads heads :
        List.of(
            new Heads(2, 9, 3, 3, 7), new Heads(1, 130, 2, 2, 64), new Heads(1, 66, 1, 1, 128))) {
      attended(check, heads, false);
    }
  }

  private static void rotated(BackendCheck check, Heads heads) {
    int rows = heads.rows();
    long projectedSize = (long) rows * heads.projectedChannels();
    long rotatedSize = (long) rows * heads.rotatedChannels();
    long scaleCount = (long) rows * (heads.queries() + heads.keys());
    for (boolean normed : new boolean[] {false, true}) {
      check.trial(
          "rotate " + heads + (normed ? " normed" : ""),
          (backend, data) ->
              backend.rotate(
                  rotation(data, heads, normed, false),
                  data.activations("projected", projectedSize, 1),
                  data.output("rotated", rotatedSize),
                  data.floatOutput("scales", scaleCount)));
      check.trial(
          "rotateBackward " + heads + (normed ? " normed" : ""),
          (backend, data) ->
              backend.rotateBackward(
                  rotation(data, heads, normed, true),
                  data.activations("projected", projectedSize, 1),
                  data.floats("scales", scaleCount, 1),
                  data.inOut("dProjected", projectedSize, 1)));
    }
  }

  private static HeadRotation rotation(CheckData data, Heads heads, boolean normed, boolean add) {
    long angles = (long) heads.time() * heads.size() / 2;
    return new HeadRotation(
        heads,
        normed ? data.norms(heads.size(), add) : null,
        data.floats("cosines", angles, 1),
        data.floats("sines", angles, 1));
  }

  /** Attention to heads that are rotated apart from what they are projected from, or are not. */
  private static void attended(BackendCheck check, Heads heads, boolean rotates) {
    int rows = heads.rows();
    long projectedSize = (long) rows * heads.projectedChannels();
    long rotatedSize = (long) rows * heads.rotatedChannels();
    check.trial(
        (rotates ? "attend " : "attend without rotation ") + heads,
        (backend, data) -> {
          Buffer ownRotated = rotates ? data.activations("rotated", rotatedSize, 1) : null;
          Buffer projected = data.activations("projected", projectedSize, 1);
          Buffer rotated = ownRotated == null ? projected : ownRotated;
          Buffer attended = data.output("attended", (long) rows * heads.queryChannels());
          Buffer logSums = data.floatOutput("log sums", (long) rows * heads.queries());
          Attention attention = new Attention(heads, rotated, projected, attended, logSums);
          backend.attend(attention);
          backend.attendBackward(
              attention,
              data.activations("dAttended", (long) rows * heads.queryChannels(), 1),
              data.floats("delta", (long) rows * heads.queries(), 1),
              data.output("dProjected", projectedSize));
        });
  }
}
