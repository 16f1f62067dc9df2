package dev.continuo.trainer.optim;

import java.util.Locale;

/**
 * How the matrices of one shape move together: in blocks of rows, each made orthogonal by itself.
 */
final class MuonBlocks {

  private MuonBlocks() {}

  /** The most rows that divide all and are no more than asked for. */
  static long rows(long all, long asked) {
    long blocks = Math.ceilDiv(all, asked);
    while (all % blocks != 0) {
      blocks++;
    }
    return all / blocks;
  }

  /** The name of their momenta among the state. */
  static String momentumName(long rows, long columns) {
    return String.format(Locale.ROOT, "layers.%dx%d.momentum", rows, columns);
  }

  /** A block's learning rate as a multiple of the step's: the taller, the faster. */
  static double shapeFactor(long rows, long columns) {
    return Math.sqrt(Math.max(1, (double) rows / columns));
  }
}
