package dev.continuo.corpus.work;

import dev.continuo.corpus.document.Document;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A document in a spool: id, language and text, each as the number of its UTF-8 bytes and these.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SpoolRecord(byte[] id, byte[] language, byte[] text) {

  public static void write(Document document, byte[] text, DataOutputStream out)
      throws IOException {
    write(document.id().getBytes(StandardCharsets.UTF_8), out);
    write(document.language().getBytes(StandardCharsets.UTF_8), out);
    write(text, out);
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static SpoolRecord read(DataInputStream in) throws IOException {
    return new SpoolRecord(readBytes(in), readBytes(in), readBytes(in));
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("expected " + length + " bytes, found " + bytes.length);
    }
    return bytes;
  }

  public int textBytes() {
    return text.length;
  }

  public Document document() {
    return new Document(
        new String(id, StandardCharsets.UTF_8),
        new String(text, StandardCharsets.UTF_8),
        new String(language, StandardCharsets.UTF_8));
  }
}
