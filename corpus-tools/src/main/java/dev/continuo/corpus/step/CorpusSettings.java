package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.RepetitionSettings;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.tokenizer.files.OverwriteRule;
import dev.continuo.tokenizer.setting.NumberRange;
import dev.continuo.tokenizer.setting.Setting;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of a corpus, but for how files are read ({@link
 * dev.continuo.corpus.read.ReadSettings}) and what counts as repeated ({@link RepetitionSettings}).
 */
public final class CorpusSettings {

  public static final Setting<Boolean> REMOVE_BOILERPLATE =
      Setting.of(
          "remove-boilerplate",
          Boolean.class,
          "Remove lines that belong to the page or the edition: cookie and sharing notices, the"
              + " licence around a Project Gutenberg text");

  public static final Setting<Boolean> REMOVE_REPEATED_LINES =
      Setting.of(
          "remove-repeated-lines",
          Boolean.class,
          "Remove long lines that stood in the same document before");

  /** What is removed from documents. */
  public static final List<Setting<?>> CLEANING =
      List.of(REMOVE_BOILERPLATE, REMOVE_REPEATED_LINES);

  public static final Setting<Integer> SPAN_BYTES =
      Setting.of("span-bytes", Integer.class, "The longest span of sentences, in bytes")
          .in(NumberRange.atLeast(SpanRule.SMALLEST_MAXIMUM))
          .or(SpanRule.DEFAULT.maximumBytes());

  public static final Setting<Boolean> SPAN_PARAGRAPHS =
      Setting.of(
          "span-paragraphs",
          Boolean.class,
          "Spans never go on into the next paragraph, as short ones else do");

  public static final Setting<Integer> CUTS =
      Setting.of("cuts", Integer.class, "How many different endings of each span are masked")
          .in(NumberRange.of(1, SpanRule.MOST_CUTS))
          .or(SpanRule.DEFAULT.cuts());

  public static final Setting<Long> SEED =
      Setting.of("seed", Long.class, "Seed for cutting spans and holding out text")
          .or(CorpusOptions.SEED);

  /** How spans are made and where their endings are cut. */
  public static final List<Setting<?>> SPANS = List.of(SPAN_BYTES, SPAN_PARAGRAPHS, CUTS, SEED);

  public static final Setting<Path> VAL =
      Setting.of(
          "val", Path.class, "Text to validate on, kept whole; all other text is trained on then");

  public static final Setting<Double> VAL_SHARE =
      Setting.of(
              "val-share",
              Double.class,
              "The share of the text to validate on: whole files chosen at random, or the end of the"
                  + " largest; the corpus's report says which")
          .in(NumberRange.BETWEEN_0_AND_1)
          .or(CorpusOptions.VALIDATION_SHARE);

  /** Which text is held out of training. */
  public static final List<Setting<?>> HELD_OUT = List.of(VAL, VAL_SHARE);

  public static final Setting<Integer> THREADS =
      Setting.of("threads", Integer.class, "Documents worked on at the same time")
          .in(NumberRange.POSITIVE)
          .orChosen("one for each processor");

  public static final Setting<Boolean> STRICT =
      Setting.of(
          "strict",
          Boolean.class,
          "Stop at the first thing that cannot be read, instead of counting it");

  public static final Setting<Path> KEEP_DROPPED =
      Setting.of(
          "keep-dropped",
          Path.class,
          "Write every dropped document with its reason to a file, as JSON Lines");

  /** How a corpus is worked on. */
  public static final List<Setting<?>> WORK =
      List.of(THREADS, RepetitionSettings.MEMORY, STRICT, KEEP_DROPPED, OverwriteRule.OVERWRITE);

  private CorpusSettings() {}
}
