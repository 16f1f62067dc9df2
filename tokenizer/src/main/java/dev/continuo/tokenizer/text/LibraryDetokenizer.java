package dev.continuo.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Decodes as the HuggingFace library does: for vocabularies with decoders of their own. */
final class LibraryDetokenizer implements Detokenizer {

  private static final Pattern BYTE_FALLBACK = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

  private final Vocabulary vocabulary;
  private final NativeTokenizer library;
  private final boolean looksAtNeighboursAlone;

  LibraryDetokenizer(
      Vocabulary vocabulary, NativeTokenizer library, boolean looksAtNeighboursAlone) {
    this.vocabulary = vocabulary;
    this.library = library;
    this.looksAtNeighboursAlone = looksAtNeighboursAlone;
  }

  @Override
  public String decode(int[] ids) {
    long[] known =
        Arrays.stream(ids).filter(id -> vocabulary.text(id).isPresent()).asLongStream().toArray();
    return library.decode(known);
  }

  @Override
  public StreamingDecoder streaming() {
    return new RedecodingStream(
        this::decode, id -> vocabulary.text(id).isPresent(), this::mayStart);
  }

  /** Whether a token's text does not depend on those before it: all but the bytes of characters. */
  private boolean mayStart(int id) {
    return looksAtNeighboursAlone
        && vocabulary
            .text(id)
            .filter(token -> !BYTE_FALLBACK.matcher(token).matches())
            .filter(token -> !token.startsWith("##"))
            .isPresent();
  }

  @Override
  public int[] byteLengths() {
    int[] lengths = new int[vocabulary.size()];
    for (int id = 0; id < lengths.length; id++) {
      lengths[id] = vocabulary.text(id).map(LibraryDetokenizer::byteLength).orElse(0);
    }
    return lengths;
  }

  /** The bytes of a token in the SentencePiece or WordPiece way of writing. */
  private static int byteLength(String token) {
    if (BYTE_FALLBACK.matcher(token).matches()) {
      return 1;
    }
    String text = token.startsWith("##") ? token.substring(2) : token.replace('▁', ' ');
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
