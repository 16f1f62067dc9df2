package dev.continuo.corpus.report;

import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the documents of a corpus. {@code documentsIn} is the number in training and
 * validation and of those dropped, together.
 *
 * @param dropped how many documents, for each reason
 * @param bytesIn the bytes of the files read
 * @param split the rule by which documents were split, as its name
 * @param validationFrom the file that validation comes from, or the share of the text
 * @param heldOut how that share was chosen; empty where nothing was held out
 * @param fingerprint a checksum of all tokens: equal for equal corpora
 * @param details what each step did, languages, duplicates and problems
 */
public record CorpusReport(
    long documentsIn,
    SortedMap<String, Long> dropped,
    long bytesIn,
    Part training,
    Part validation,
    int vocabularySize,
    String split,
    String validationFrom,
    String heldOut,
    long seed,
    String fingerprint,
    ReportDetails details) {

  /**
   * How often text can be repeated in training before new text would be clearly better (Muennighoff
   * et al. 2023, arXiv 2305.16264).
   */
  public static final int EPOCHS = 4;

  /**
   * One side of a corpus.
   *
   * @param bytes the UTF-8 bytes of its cleaned text
   * @param spans its masked endings
   * @param characters the Unicode characters of its text, where it was tokenized
   * @param unknown how many of these the vocabulary lacks
   */
  public record Part(
      long documents, long bytes, long tokens, long spans, long characters, long unknown) {

    /** Text that is not tokenized. */
    public static Part ofText(ReportDetails.Amount text) {
      return new Part(text.documents(), text.bytes(), 0, 0, 0, 0);
    }

    Part plus(Part other) {
      return new Part(
          documents + other.documents,
          bytes + other.bytes,
          tokens + other.tokens,
          spans + other.spans,
          characters + other.characters,
          unknown + other.unknown);
    }

    /** A note about characters that the vocabulary lacks; empty if it has them all. */
    public Optional<String> unknownNote() {
      return unknown == 0
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "%,d of %,d characters (%.2f %%) are not in the vocabulary, so the model can"
                      + " neither read nor write them; use a byte-pair tokenizer"
                      + " or one learned from this text",
                  unknown,
                  characters,
                  100.0 * unknown / Math.max(1, characters)));
    }
  }

  public CorpusReport {
    dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
    long kept = training.documents() + validation.documents();
    long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
    if (documentsIn != kept + gone) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "documentsIn must be kept + dropped: %d, %d + %d",
              documentsIn,
              kept,
              gone));
    }
  }

  /** The report as it stands in {@code corpus.json}. */
  public String toJson() {
    return ReportJson.write(this);
  }

  /** Training and validation together. */
  public Part both() {
    return training.plus(validation);
  }

  /** The documents of training and validation together. */
  public long documentsKept() {
    return training.documents() + validation.documents();
  }

  /** The tokens of training and validation together. */
  public long tokensOut() {
    return training.tokens() + validation.tokens();
  }

  /** The UTF-8 bytes of training and validation together. */
  public long bytesKept() {
    return training.bytes() + validation.bytes();
  }

  /** Tokens for each byte of text. */
  public double tokensPerByte() {
    return bytesKept() == 0 ? 0 : (double) tokensOut() / bytesKept();
  }

  /** The training tokens: as duplicates were dropped, they count as unique. */
  public long uniqueTokens() {
    return training.tokens();
  }
}
