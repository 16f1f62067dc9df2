package dev.continuo.corpus.step;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Bytes as tokens, except that a space and the letter after it are one. */
final class ByteTokenizer implements Tokenizer {

  private static final int PAIRS = 256;
  private static final int END = 512;

  @Override
  public int[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    int count = 0;
    for (int i = 0; i < bytes.length; i++) {
      boolean pair = bytes[i] == ' ' && i + 1 < bytes.length;
      i += pair ? 1 : 0;
      ids[count++] = Byte.toUnsignedInt(bytes[i]) + (pair ? PAIRS : 0);
    }
    return Arrays.copyOf(ids, count);
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  @Override
  public String decode(int[] ids) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      if (id >= PAIRS && id < END) {
        bytes.write(' ');
      }
      if (id < END) {
        bytes.write(id);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    throw new UnsupportedOperationException("the pipeline does not decode");
  }

  @Override
  public int vocabularySize() {
    return END + 1;
  }

  @Override
  public int[] tokenByteLengths() {
    int[] lengths = new int[END + 1];
    Arrays.fill(lengths, 0, PAIRS, 1);
    Arrays.fill(lengths, PAIRS, END, 2);
    return lengths;
  }

  @Override
  public OptionalInt endOfText() {
    return OptionalInt.of(END);
  }

  @Override
  public void close() {}
}
