package dev.continuo.corpus.read;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Markdown as plain text, which is split like plain text. */
final class MarkdownReader implements DocumentSource {

  /**
   * Marks for what the Markdown parser would repair: invalid bytes, and zeros. Both are
   * noncharacters.
   */
  private static final String INVALID = "\uFDD0";

  private static final String ZERO = "\uFDD1";
  private static final Pattern DAMAGE = Pattern.compile("[" + INVALID + ZERO + "]");

  private final InputStream utf8;
  private final SourceFile file;
  private @Nullable TextReader text;

  MarkdownReader(InputStream utf8, SourceFile file) {
    this.utf8 = utf8;
    this.file = file;
  }

  @Override
  public ReadResult next() throws IOException {
    if (text == null) {
      text = new TextReader(new ByteArrayInputStream(plain()), file);
    }
    return text.next();
  }

  /** The text; damage in it stays, to be reported for the document that contains it. */
  private byte[] plain() throws IOException {
    byte[] bytes = AllBytes.read(utf8, file.options());
    CharBuffer markdown =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .replaceWith(INVALID)
            .decode(ByteBuffer.wrap(bytes));
    String plain = MarkdownText.of(markdown.toString().replace("\0", ZERO));
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (String part : DAMAGE.splitWithDelimiters(plain, -1)) {
      switch (part) {
        case INVALID -> out.write(0xFF);
        case ZERO -> out.write(0);
        default -> out.writeBytes(part.getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    utf8.close();
  }
}
