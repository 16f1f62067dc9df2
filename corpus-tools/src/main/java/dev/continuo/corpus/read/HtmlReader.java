package dev.continuo.corpus.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The main text of an HTML page as one document. */
final class HtmlReader implements DocumentSource {

  /** Where in a page its encoding must be declared, by the HTML standard. */
  private static final int DECLARATION_BYTES = 1_024;

  private static final Pattern DECLARATION =
      Pattern.compile("<meta[^>]+charset\\s*=\\s*[\"']?([\\w:.-]+)", Pattern.CASE_INSENSITIVE);

  private final InputStream bytes;
  private final SourceFile file;
  private boolean ended;

  HtmlReader(InputStream bytes, SourceFile file) {
    this.bytes = bytes;
    this.file = file;
  }

  @Override
  public ReadResult next() throws IOException {
    if (ended) {
      return ReadResult.ENDED;
    }
    ended = true;
    byte[] page = AllBytes.read(bytes, file.options());
    byte[] utf8 = file.utf8(new ByteArrayInputStream(page), encoding(page)).readAllBytes();
    boolean damaged = !SourceFile.isUtf8(utf8, 0, utf8.length);
    return file.take(HtmlText.of(new String(utf8, StandardCharsets.UTF_8)), damaged);
  }

  /** The stated encoding, or the declared one; UTF-8 comes before what a page declares. */
  private Optional<Charset> encoding(byte[] page) {
    Optional<Charset> stated = file.options().encoding();
    if (stated.isPresent()
        || Encodings.mark(page, page.length) != null
        || SourceFile.isUtf8(page, 0, page.length)) {
      return stated;
    }
    int looked = Math.min(page.length, DECLARATION_BYTES);
    Matcher declaration =
        DECLARATION.matcher(new String(page, 0, looked, StandardCharsets.ISO_8859_1));
    if (!declaration.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(declaration.group(1)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      // What the bytes look like decides instead.
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
