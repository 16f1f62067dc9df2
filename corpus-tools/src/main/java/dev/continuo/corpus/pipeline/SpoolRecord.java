package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.document.Document;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A document in a spool: id, language and text, each as the number of its UTF-8 bytes and these.
 */
final class SpoolRecord {

  private SpoolRecord() {}

  static void write(Document document, byte[] text, DataOutputStream out) throws IOException {
    write(document.id().getBytes(StandardCharsets.UTF_8), out);
    write(document.language().getBytes(StandardCharsets.UTF_8), out);
    write(text, out);
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static Document read(DataInputStream in) throws IOException {
    String id = readString(in);
    String language = readString(in);
    return new Document(id, readString(in), language);
  }

  private static String readString(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("expected " + length + " bytes, found " + bytes.length);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
