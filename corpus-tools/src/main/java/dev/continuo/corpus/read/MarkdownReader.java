package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Markdown as plain text, which is split like plain text. */
final class MarkdownReader implements SourceReader {

  private final InputStream utf8;
  private final SourceDocuments documents;
  private @Nullable TextReader text;

  MarkdownReader(InputStream utf8, SourceDocuments documents) {
    this.utf8 = utf8;
    this.documents = documents;
  }

  @Override
  public @Nullable Document next() throws IOException {
    if (text == null) {
      text = new TextReader(new ByteArrayInputStream(plain()), documents);
    }
    return text.next();
  }

  /** The text, or the file as it stands where it is damaged: what is damaged must be noticed. */
  private byte[] plain() throws IOException {
    byte[] bytes = AllBytes.read(utf8, documents.options());
    if (!SourceDocuments.isUtf8(bytes, 0, bytes.length)) {
      return bytes;
    }
    String markdown = new String(bytes, StandardCharsets.UTF_8);
    return MarkdownText.of(markdown).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    utf8.close();
  }
}
