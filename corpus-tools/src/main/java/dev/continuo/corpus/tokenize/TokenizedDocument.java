package dev.continuo.corpus.tokenize;

import dev.continuo.tokenizer.shard.Span;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A document as it goes into a shard.
 *
 * @param id the document's
 * @param validation whether it is kept back
 * @param bytes the UTF-8 bytes of its text
 * @param characters the Unicode characters of its text
 * @param unknown how many of these the vocabulary lacks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TokenizedDocument(
    String id,
    boolean validation,
    long bytes,
    int characters,
    int unknown,
    int[] ids,
    List<Span> spans) {

  public void write(DataOutputStream out) throws IOException {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    out.writeInt(name.length);
    out.write(name);
    out.writeBoolean(validation);
    out.writeLong(bytes);
    out.writeInt(characters);
    out.writeInt(unknown);
    out.writeInt(ids.length);
    out.writeInt(spans.size());
    ByteBuffer numbers = ByteBuffer.allocate(numberBytes(ids.length, spans.size()));
    numbers.asIntBuffer().put(ids);
    numbers.position(ids.length * Integer.BYTES);
    for (Span span : spans) {
      numbers.putInt((int) span.start()).putInt((int) span.cut()).putInt((int) span.end());
    }
    out.write(numbers.array());
  }

  public static TokenizedDocument read(DataInputStream in) throws IOException {
    String id = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    boolean validation = in.readBoolean();
    long bytes = in.readLong();
    int characters = in.readInt();
    int unknown = in.readInt();
    int[] ids = new int[in.readInt()];
    int spanCount = in.readInt();
    byte[] read = in.readNBytes(numberBytes(ids.length, spanCount));
    IntBuffer numbers = ByteBuffer.wrap(read).asIntBuffer().get(ids);
    List<Span> spans = new ArrayList<>(spanCount);
    for (int i = 0; i < spanCount; i++) {
      spans.add(new Span(numbers.get(), numbers.get(), numbers.get()));
    }
    return new TokenizedDocument(id, validation, bytes, characters, unknown, ids, spans);
  }

  private static int numberBytes(int idCount, int spanCount) {
    return Math.multiplyExact(Math.addExact(idCount, 3 * spanCount), Integer.BYTES);
  }
}
