package dev.continuo.corpus.work;

import dev.continuo.corpus.document.Document;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A document in a spool: its id, its text, the number of its metadata's entries, and their keys and
 * values; each string as the number of its UTF-8 bytes and these.
 *
 * @param textBytes the UTF-8 bytes of its text
 */
public record SpoolRecord(Document document, int textBytes) {

  /**
   * Writes a document.
   *
   * @param text its text in UTF-8
   */
  public static void write(Document document, byte[] text, DataOutputStream out)
      throws IOException {
    write(document.id(), out);
    out.writeInt(text.length);
    out.write(text);
    Map<String, String> metadata = document.metadata();
    out.writeInt(metadata.size());
    if (!metadata.isEmpty()) {
      for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
        write(entry.getKey(), out);
        write(entry.getValue(), out);
      }
    }
  }

  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads the next document. */
  public static SpoolRecord read(DataInputStream in) throws IOException {
    String id = string(bytes(in));
    byte[] text = bytes(in);
    int entries = in.readInt();
    Map<String, String> metadata = entries == 0 ? Map.of() : new HashMap<>();
    for (int i = 0; i < entries; i++) {
      metadata.put(string(bytes(in)), string(bytes(in)));
    }
    return new SpoolRecord(new Document(id, string(text), metadata), text.length);
  }

  private static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("expected " + length + " bytes, found " + bytes.length);
    }
    return bytes;
  }
}
