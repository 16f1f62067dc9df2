package dev.continuo.tokenizer.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** A tokenizer that encodes by the HuggingFace library and decodes by the file's vocabulary. */
final class HuggingFaceTokenizer implements Tokenizer {

  /** The chars that one call of the library takes at most, long pieces aside. */
  private static final int BATCH = 1 << 20;

  private final TokenizerFile file;
  private final NativeTokenizer library;
  private final Detokenizer detokenizer;

  HuggingFaceTokenizer(TokenizerFile file, NativeTokenizer library) {
    this.file = file;
    this.library = library;
    this.detokenizer = Detokenizer.of(file, library);
  }

  @Override
  public int[] encode(String text) {
    List<String> pieces = pieces(text);
    if (pieces.size() == 1) {
      return library.encode(pieces.getFirst());
    }
    return encodeAll(List.of(text)).getFirst();
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    List<IdList> results = new ArrayList<>(texts.size());
    List<String> batch = new ArrayList<>();
    List<IdList> owners = new ArrayList<>();
    int chars = 0;
    for (String text : texts) {
      IdList result = new IdList();
      results.add(result);
      for (String piece : pieces(text)) {
        if (chars > 0 && chars + piece.length() > BATCH) {
          encodeBatch(batch, owners);
          chars = 0;
        }
        batch.add(piece);
        owners.add(result);
        chars += piece.length();
      }
    }
    encodeBatch(batch, owners);
    return results.stream().map(IdList::toArray).toList();
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
  public void close() {
    library.close();
  }

  private List<String> pieces(String text) {
    return SafeSplit.pieces(WellFormed.of(text), file.splitsSafely());
  }

  private void encodeBatch(List<String> batch, List<IdList> owners) {
    if (!batch.isEmpty()) {
      int[][] ids = library.encodeBatch(batch.toArray(String[]::new));
      for (int i = 0; i < ids.length; i++) {
        owners.get(i).add(ids[i]);
      }
      batch.clear();
      owners.clear();
    }
  }

  /** The ids of one text, gathered piece by piece. */
  private static final class IdList {
    private int[] ids = {};
    private int count;

    void add(int[] more) {
      if (count + more.length > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(count + more.length, count + (count >> 1)));
      }
      System.arraycopy(more, 0, ids, count, more.length);
      count += more.length;
    }

    int[] toArray() {
      return Arrays.copyOf(ids, count);
    }
  }
}
