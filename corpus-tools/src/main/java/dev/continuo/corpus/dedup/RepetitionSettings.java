package dev.continuo.corpus.dedup;

import dev.continuo.tokenizer.setting.ByteSize;
import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import java.util.List;

/** The settings that say what counts as repeated. */
public final class RepetitionSettings {

  /** Which documents count as the same. */
  public enum Rule {
    /** Those with the same text. */
    EXACT,
    /** Also those with similar texts. */
    NEAR
  }

  public static final Setting<Rule> DEDUP =
      Setting.of(
              "dedup",
              Rule.class,
              "Which duplicates are dropped: exact (the same text), or near (also similar texts, by"
                  + " MinHash)")
          .or(Rule.NEAR);

  public static final Setting<Integer> SHINGLE_WORDS =
      Setting.of("shingle-words", Integer.class, "Words of a shingle, for near duplicates")
          .in(NumberRange.POSITIVE)
          .or(NearDuplicateRule.DEFAULT.words());

  public static final Setting<Integer> BANDS =
      Setting.of(
              "bands",
              Integer.class,
              "Bands of a MinHash signature: with more, less similar texts are found")
          .in(NumberRange.POSITIVE)
          .or(NearDuplicateRule.DEFAULT.bands());

  public static final Setting<Integer> ROWS =
      Setting.of(
              "rows",
              Integer.class,
              "Hashes of a band: with more, only more similar texts are found")
          .in(NumberRange.POSITIVE)
          .or(NearDuplicateRule.DEFAULT.rows());

  public static final Setting<Boolean> REMOVE_REPEATED_PARAGRAPHS =
      Setting.of(
          "remove-repeated-paragraphs",
          Boolean.class,
          "Keep a long paragraph that several documents have in one of them only, the longest");

  public static final Setting<Integer> EXCLUDE_WORDS =
      Setting.of(
              "exclude-words",
              Integer.class,
              "The words of a sequence that no document may share with excluded text; shorter"
                  + " excluded texts count as a whole")
          .in(NumberRange.atLeast(ExcludedNGrams.SHORTEST))
          .or(ExcludedNGrams.WORDS);

  /** All but the memory. */
  public static final List<Setting<?>> ALL =
      List.of(DEDUP, SHINGLE_WORDS, BANDS, ROWS, REMOVE_REPEATED_PARAGRAPHS, EXCLUDE_WORDS);

  /** The memory for finding repetitions, where no other is asked for: a part of a small heap. */
  public static final ByteSize DEFAULT_MEMORY = new ByteSize(1L << 28);

  /** The least memory that repetitions can be found in. */
  public static final ByteSize LEAST_MEMORY = new ByteSize(1L << 24);

  public static final Setting<ByteSize> MEMORY =
      Setting.of(
              "memory",
              ByteSize.class,
              "Memory for finding repetitions, such as 64m or 2g; the rest is on disk")
          .in(NumberRange.atLeast(LEAST_MEMORY))
          .or(DEFAULT_MEMORY);

  private RepetitionSettings() {}
}
