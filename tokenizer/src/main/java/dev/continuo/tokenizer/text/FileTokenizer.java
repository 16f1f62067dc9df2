package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.bytepair.IdList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The tokenizer of a file. */
final class FileTokenizer implements Tokenizer {

  private final TokenizerFile file;
  private final TextEncoder encoder;
  private final Detokenizer detokenizer;
  private final SpecialNames specialNames;

  FileTokenizer(TokenizerFile file, TextEncoder encoder, Detokenizer detokenizer) {
    this.file = file;
    this.encoder = encoder;
    this.detokenizer = detokenizer;
    this.specialNames = new SpecialNames(file.vocabulary().specials());
  }

  @Override
  public int[] encode(String text) {
    return encoder.encode(text);
  }

  @Override
  public int[] encodeWithSpecials(String text) {
    IdList ids = new IdList();
    for (SpecialNames.Part part : specialNames.split(text)) {
      switch (part) {
        case SpecialNames.Text(String plain) -> ids.add(encode(plain));
        case SpecialNames.Special(int id) -> ids.add(id);
      }
    }
    return ids.toArray();
  }

  @Override
  public Beginning beginning() {
    return file.beginning();
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
    return detokenizer.decode(ids);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return detokenizer.streaming();
  }

  @Override
  public int vocabularySize() {
    return file.vocabulary().size();
  }

  @Override
  public int[] tokenByteLengths() {
    return detokenizer.byteLengths();
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
