package dev.continuo.corpus.span;

import dev.continuo.corpus.word.Words;
import dev.continuo.tokenizer.hash.BitMixer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Masks the endings of a text's spans. Where a span is cut depends only on the seed, the document's
 * hash and the span's number, so the same document is always cut in the same places. Not
 * thread-safe.
 */
public final class EndingMasker {

  private final SpanRule rule;
  private final long seed;
  private final Sentences sentences;
  private final WordStarts words = new WordStarts();

  public EndingMasker(SpanRule rule, long seed) {
    this.rule = rule;
    this.seed = seed;
    sentences = new Sentences(rule);
  }

  /**
   * The spans of a text, each cut before a word, as often as the rule says and at different places.
   * A span of a single word has no ending to mask and is left out. The result is in the order of
   * the spans, and of the cuts in each.
   *
   * @param documentHash the hash of the document that the text is
   */
  public List<MaskedEnding> mask(String text, long documentHash) {
    List<MaskedEnding> result = new ArrayList<>();
    List<Range> spans = sentences.spans(text);
    for (int i = 0; i < spans.size(); i++) {
      SplittableRandom random =
          new SplittableRandom((seed * BitMixer.GOLDEN + documentHash) * BitMixer.GOLDEN + i);
      Range span = spans.get(i);
      for (int cut : cuts(text.substring(span.start(), span.end()), random)) {
        result.add(new MaskedEnding(span.start(), span.start() + cut, span.end()));
      }
    }
    return result;
  }

  /**
   * Different places to cut a span, in order; the first that was drawn is the same for any rule.
   */
  private SortedSet<Integer> cuts(String span, SplittableRandom random) {
    Words found = words.find(span);
    SortedSet<Integer> cuts = new TreeSet<>();
    for (int i = 0; i < rule.cuts(); i++) {
      double hidden =
          rule.minimumHidden()
              + random.nextDouble() * (rule.maximumHidden() - rule.minimumHidden());
      int cut = nearest(span, found, 1 - hidden);
      if (cut > 0) {
        cuts.add(cut);
      }
    }
    return cuts;
  }

  /**
   * The place before a word that is nearest to a share of the span; 0 where there is none. A space
   * before the word belongs to the ending, as it belongs to the word's token.
   */
  private static int nearest(String span, Words words, double visible) {
    long target = Math.round(span.length() * visible);
    int nearest = 0;
    for (int word = 0; word < words.count(); word++) {
      int start = words.start(word);
      int cut = start > 0 && span.charAt(start - 1) == ' ' ? start - 1 : start;
      if (cut > 0 && (nearest == 0 || Math.abs(cut - target) < Math.abs(nearest - target))) {
        nearest = cut;
      }
    }
    return nearest;
  }
}
