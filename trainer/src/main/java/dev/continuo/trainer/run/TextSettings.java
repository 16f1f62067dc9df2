package dev.continuo.trainer.run;

import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.trainer.config.NumberRange;
import dev.continuo.trainer.config.Setting;
import java.nio.file.Path;
import java.util.List;

/** The settings of a training that say how its text is used. */
public final class TextSettings {

  public static final Setting<String> TOKENIZER =
      Setting.of("tokenizer", String.class, "bpe, char, byte or a tokenizer.json").or("bpe");

  public static final Setting<Integer> VOCAB_SIZE =
      Setting.of("vocab-size", Integer.class, "Tokens of a bpe vocabulary")
          .in(NumberRange.of(BytePairOptions.SMALLEST, BytePairOptions.LARGEST))
          .orChosen("by the size of the text");

  public static final Setting<Path> VAL =
      Setting.of(
          "val", Path.class, "Text to validate on, kept whole; all other text is trained on then");

  public static final Setting<Double> VAL_SHARE =
      Setting.of(
              "val-share",
              Double.class,
              "The share of the text to validate on: whole files chosen at random, or the end of the"
                  + " largest. corpus.json says which")
          .in(NumberRange.BETWEEN_0_AND_1)
          .or(CorpusOptions.VALIDATION_SHARE);

  public static final Setting<String> SPLIT =
      Setting.of(
              "split",
              String.class,
              "Where documents end in plain text and Markdown: auto (two blank lines, or sooner in"
                  + " long texts), file, paragraphs, lines, or pattern:REGEX for lines that begin one")
          .or(ReadOptions.DEFAULT.split().name());

  /** All of them; they belong to text, not to a corpus folder. */
  public static final List<Setting<?>> ALL = List.of(TOKENIZER, VOCAB_SIZE, VAL, VAL_SHARE, SPLIT);

  private TextSettings() {}
}
