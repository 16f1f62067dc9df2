package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.huggingface.LibraryTokenizer;
import dev.continuo.tokenizer.model.IdList;
import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.ArrayList;
import java.util.List;

/** Encodes by the HuggingFace library: any tokenizer, and the reference for the faster way. */
final class LibraryTextEncoder implements TextEncoder {

  /** The chars that one call of the library takes at most, long pieces aside. */
  private static final int BATCH = 1 << 20;

  private final LibraryTokenizer library;
  private final boolean splitsSafely;

  LibraryTextEncoder(LibraryTokenizer library, boolean splitsSafely) {
    this.library = library;
    this.splitsSafely = splitsSafely;
  }

  @Override
  public int[] encode(String text) {
    List<String> pieces = pieces(text);
    return pieces.size() == 1
        ? library.encode(pieces.getFirst())
        : encodeAll(List.of(text)).getFirst();
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
  public void close() {
    library.close();
  }

  private List<String> pieces(String text) {
    return TextSplitter.pieces(WellFormed.of(text), splitsSafely);
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
}
