package dev.continuo.corpus.pipeline;

import dev.continuo.tokenizer.shard.Span;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A document as it goes into a shard.
 *
 * @param validation whether it is kept back
 * @param bytes the UTF-8 bytes of its text
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenizedDocument(
    boolean validation, String language, long bytes, int[] ids, List<Span> spans) {

  void write(DataOutputStream out) throws IOException {
    out.writeBoolean(validation);
    out.writeUTF(language);
    out.writeLong(bytes);
    out.writeInt(ids.length);
    for (int id : ids) {
      out.writeInt(id);
    }
    out.writeInt(spans.size());
    for (Span span : spans) {
      out.writeInt((int) span.start());
      out.writeInt((int) span.cut());
      out.writeInt((int) span.end());
    }
  }

  static TokenizedDocument read(DataInputStream in) throws IOException {
    boolean validation = in.readBoolean();
    String language = in.readUTF();
    long bytes = in.readLong();
    int[] ids = new int[in.readInt()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = in.readInt();
    }
    int spanCount = in.readInt();
    List<Span> spans = new ArrayList<>(spanCount);
    for (int i = 0; i < spanCount; i++) {
      spans.add(new Span(in.readInt(), in.readInt(), in.readInt()));
    }
    return new TokenizedDocument(validation, language, bytes, ids, spans);
  }
}
