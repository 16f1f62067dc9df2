package dev.continuo.tokenizer.train;

import dev.continuo.tokenizer.pretokenizer.PreTokenizer;
import dev.continuo.tokenizer.setting.ByteSize;
import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import java.util.List;

/** The settings of learning a vocabulary: its kind, and those of {@link BytePairOptions}. */
public final class VocabularySettings {

  private static final BytePairOptions DEFAULT = BytePairOptions.DEFAULT;

  public static final Setting<VocabularyKind> KIND =
      Setting.of("kind", VocabularyKind.class, "What a token is: bpe (byte pairs), char or byte")
          .or(VocabularyKind.BPE);

  public static final Setting<Integer> VOCAB_SIZE =
      Setting.of("vocab-size", Integer.class, "Tokens of a bpe vocabulary")
          .in(NumberRange.of(BytePairOptions.SMALLEST, BytePairOptions.LARGEST))
          .or(DEFAULT.vocabularySize());

  public static final Setting<Long> MIN_FREQUENCY =
      Setting.of("min-frequency", Long.class, "How often a pair must occur to be merged")
          .in(NumberRange.NOT_NEGATIVE)
          .or(DEFAULT.minimumFrequency());

  public static final Setting<PreTokenizer> PRE_TOKENIZER =
      Setting.of(
              "pre-tokenizer",
              PreTokenizer.class,
              "How text is cut into words: gpt2, gpt2-digits (single digits), gpt4 (digits in groups"
                  + " of up to three) or qwen (single digits)")
          .or(DEFAULT.preTokenizer());

  public static final Setting<Integer> THREADS =
      Setting.of("threads", Integer.class, "Threads that count words; the result is the same")
          .in(NumberRange.of(1, BytePairOptions.MOST_THREADS))
          .orChosen("one for each processor");

  public static final Setting<ByteSize> MEMORY =
      Setting.of(
              "memory",
              ByteSize.class,
              "Memory for counts of words, such as 500m or 2g; the rest is on disk, and the result"
                  + " the same")
          .in(NumberRange.atLeast(new ByteSize(BytePairOptions.SMALLEST_MEMORY)))
          .orChosen("half of Java's heap");

  /** Those of byte pairs alone. */
  public static final List<Setting<?>> OF_BYTE_PAIRS =
      List.of(VOCAB_SIZE, MIN_FREQUENCY, PRE_TOKENIZER, THREADS, MEMORY);

  /** All of them. */
  public static final List<Setting<?>> ALL =
      List.of(KIND, VOCAB_SIZE, MIN_FREQUENCY, PRE_TOKENIZER, THREADS, MEMORY);

  private VocabularySettings() {}
}
