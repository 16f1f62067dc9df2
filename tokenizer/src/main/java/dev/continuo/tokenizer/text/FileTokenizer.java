package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.addedtokens.AddedTokenMatcher;
import dev.continuo.tokenizer.decoder.Decoder;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.model.IdList;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokenizer of a file. */
final class FileTokenizer implements Tokenizer {

  private final TokenizerFile file;
  private final TextEncoder encoder;
  private final Decoder decoder;
  private final AddedTokenMatcher specialTokens;

  FileTokenizer(TokenizerFile file, TextEncoder encoder, Decoder decoder) {
    this.file = file;
    this.encoder = encoder;
    this.decoder = decoder;
    this.specialTokens = new AddedTokenMatcher(file.vocabulary().specials());
  }

  @Override
  public int[] encode(String text) {
    return encoder.encode(text);
  }

  @Override
  public int[] encodeWithSpecials(String text) {
    IdList ids = new IdList();
    specialTokens.split(
        text,
        new AddedTokenMatcher.Receiver() {
          @Override
          public void text(String part) {
            ids.add(encode(part));
          }

          @Override
          public void token(int id) {
            ids.add(id);
          }
        });
    return ids.toArray();
  }

  @Override
  public BosTokens bosTokens() {
    return file.bosTokens();
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return encoder.encodeAll(texts);
  }

  @Override
  public boolean encodesChunks() {
    return file.splitsSafely();
  }

  @Override
  public String decode(int[] ids) {
    return decoder.decode(ids);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return decoder.streaming();
  }

  @Override
  public int vocabularySize() {
    return file.vocabulary().size();
  }

  @Override
  public int[] tokenByteLengths() {
    return decoder.byteLengths();
  }

  @Override
  public OptionalInt endOfText() {
    return file.vocabulary().id(END_OF_TEXT);
  }

  @Override
  public OptionalInt unknown() {
    return file.unknown();
  }

  @Override
  public boolean hasAllCharacters() {
    return file.bytePair().isPresent();
  }

  @Override
  public Map<String, Integer> specialTokens() {
    return file.vocabulary().specials();
  }

  @Override
  public void close() {
    encoder.close();
  }
}
