package dev.continuo.tokenizer.decoder;

import dev.continuo.tokenizer.addedtokens.Vocabulary;
import dev.continuo.tokenizer.huggingface.LibraryTokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Decodes by the HuggingFace library: every decoder that is not one of bytes. */
final class LibraryDecoder implements Decoder, RedecodingStream.Source {

  private static final Predicate<String> IS_BYTE =
      Pattern.compile("<0x[0-9A-Fa-f]{2}>").asMatchPredicate();

  private final Vocabulary vocabulary;
  private final LibraryTokenizer library;
  private final boolean looksAtNeighboursAlone;

  LibraryDecoder(Vocabulary vocabulary, LibraryTokenizer library, boolean looksAtNeighboursAlone) {
    this.vocabulary = vocabulary;
    this.library = library;
    this.looksAtNeighboursAlone = looksAtNeighboursAlone;
  }

  @Override
  public String decode(int[] ids) {
    long[] known = Arrays.stream(ids).filter(this::hasText).asLongStream().toArray();
    return library.decode(known);
  }

  @Override
  public StreamingDecoder streaming() {
    return new RedecodingStream(this);
  }

  @Override
  public boolean hasText(int id) {
    return vocabulary.text(id).isPresent();
  }

  /** Byte tokens; with a decoder that is not known all tokens, so that text comes last. */
  @Override
  public boolean isOfRun(int id) {
    return !looksAtNeighboursAlone || vocabulary.text(id).filter(IS_BYTE).isPresent();
  }

  @Override
  public boolean mayStart(int id) {
    return vocabulary
        .text(id)
        .filter(token -> !IS_BYTE.test(token) && !token.startsWith("##"))
        .isPresent();
  }

  @Override
  public int[] byteLengths() {
    int[] lengths = new int[vocabulary.size()];
    for (int id = 0; id < lengths.length; id++) {
      lengths[id] = vocabulary.text(id).map(LibraryDecoder::byteLength).orElse(0);
    }
    return lengths;
  }

  /** The bytes of a token as SentencePiece or WordPiece writes it. */
  private static int byteLength(String token) {
    if (IS_BYTE.test(token)) {
      return 1;
    }
    String text = token.startsWith("##") ? token.substring(2) : token.replace('▁', ' ');
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
