package dev.continuo.corpus.step;

import dev.continuo.tokenizer.hash.BitMixer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses validation text that does not adjoin training text: whole files, at random, until the
 * share is reached. A file that would bring it above twice the share is skipped, and at least half
 * of the files stay for training. If this yields less than half of the share, or there is only one
 * file, the end of the largest file is held out instead. Where that leaves too little to train on,
 * as of one document, it is the end of the largest document.
 */
final class HeldOutChoice {

  /** The share of all text that whole documents may be held out of at most, unless asked for. */
  private static final double MOST = 0.75;

  private final List<SourceText> sources;
  private final double share;
  private final long seed;
  private final long allBytes;

  HeldOutChoice(List<SourceText> sources, double share, long seed) {
    this.sources = sources;
    this.share = share;
    this.seed = seed;
    allBytes = sources.stream().mapToLong(SourceText::bytes).sum();
  }

  HeldOut make() {
    List<SourceText> byLot =
        sources.stream()
            .sorted(
                Comparator.<SourceText>comparingLong(source -> lot(source.hash(), seed))
                    .thenComparingLong(SourceText::first))
            .toList();
    List<SourceText> chosen = new ArrayList<>();
    double wanted = share * allBytes;
    long found = 0;
    for (SourceText source : byLot) {
      if (found < wanted
          && found + source.bytes() <= 2 * wanted
          && 2 * (chosen.size() + 1) <= sources.size()) {
        chosen.add(source);
        found += source.bytes();
      }
    }
    return 2 * found < wanted || chosen.isEmpty() ? endOfLargest(byLot) : whole(chosen);
  }

  private static HeldOut whole(List<SourceText> chosen) {
    List<HeldOut.Range> ranges =
        chosen.stream()
            .sorted(Comparator.comparingLong(SourceText::first))
            .map(source -> new HeldOut.Range(source.first(), source.end()))
            .toList();
    return new HeldOut(HeldOut.BY_SOURCE, ranges);
  }

  private HeldOut endOfLargest(List<SourceText> byLot) {
    SourceText largest = byLot.getFirst();
    for (SourceText source : byLot) {
      largest = source.bytes() > largest.bytes() ? source : largest;
    }
    long start = largest.kept() == 1 ? largest.first() : largest.tail((long) (share * allBytes));
    long found = largest.bytesFrom(start);
    if (found == allBytes || found > Math.max(MOST, 2 * share) * allBytes) {
      SourceText.Largest document = largest.largestDocument();
      double heldOut = Math.min(share * allBytes / document.bytes(), DocumentCut.MOST);
      return new HeldOut(
          HeldOut.END_OF_DOCUMENT, List.of(), new DocumentCut(document.number(), heldOut));
    }
    return largest.kept() == 1
        ? whole(List.of(largest))
        : new HeldOut(HeldOut.END_OF_SOURCE, List.of(new HeldOut.Range(start, largest.end())));
  }

  /** A place in the draw, which depends on the seed. */
  private static long lot(long hash, long seed) {
    return BitMixer.murmur(hash ^ Long.rotateLeft(seed * BitMixer.GOLDEN, Integer.SIZE));
  }
}
