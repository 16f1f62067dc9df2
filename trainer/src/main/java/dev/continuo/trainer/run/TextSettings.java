package dev.continuo.trainer.run;

import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.step.CorpusSettings;
import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.train.BytePairOptions;
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

  public static final Setting<Path> VAL = CorpusSettings.VAL;

  public static final Setting<Double> VAL_SHARE = CorpusSettings.VAL_SHARE;

  public static final Setting<String> SPLIT = ReadSettings.SPLIT;

  /** All of them; they belong to text, not to a corpus folder. */
  public static final List<Setting<?>> ALL = List.of(TOKENIZER, VOCAB_SIZE, VAL, VAL_SHARE, SPLIT);

  private TextSettings() {}
}
