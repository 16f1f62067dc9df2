package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not read is called by its name, and not damaged. */
class UnsupportedTest {

  @TempDir Path folder;

  @Test
  void kindsAreNamed() throws IOException {
    Map<String, String> kinds =
        Map.of(
            "%PDF-1.7\n%\u00E2\u00E3",
            "PDF document",
            "{\\rtf1\\ansi Text.}",
            "RTF document",
            "\u0089PNG\r\n\u001A\n\0\0",
            "PNG image",
            "a.txt" + "\0".repeat(252) + "ustar\0text",
            "tar archive",
            "BZh91AY&SY",
            "bzip2 data",
            "\u00FD7zXZ\0\0",
            "xz data",
            "SQLite format 3\0",
            "SQLite database");
    for (Map.Entry<String, String> kind : kinds.entrySet()) {
      byte[] bytes = kind.getKey().getBytes(StandardCharsets.ISO_8859_1);
      assertNamed("a.txt", bytes, kind.getValue());
      assertNamed("a.gz", gzip(bytes), kind.getValue());
    }
  }

  @Test
  void documentsInZipAreNamedByWhatIsInThem() throws IOException {
    assertNamed("a.docx", zip("[Content_Types].xml", "word/document.xml"), "Word document");
    assertNamed("a", zip("word/document.xml"), "Word document");
    assertNamed("a.docx", zip("[Content_Types].xml"), "Word document");
    assertNamed("a.xlsx", zip("xl/workbook.xml"), "Excel workbook");
    assertNamed("a.zip", zip("a.txt"), "ZIP archive");
  }

  /** Frames written by hand: a window of 2 GB, and dictionary 7. */
  @Test
  void zstandardWithMoreThanIsReadIsNamed() throws IOException {
    String block = ")\0\0hello";
    String longWindow = "(\u00B5/\u00FD\0\u00A8" + block;
    assertNamed(
        "a.zst",
        longWindow.getBytes(StandardCharsets.ISO_8859_1),
        "Zstandard data with a long window");
    String dictionary = "(\u00B5/\u00FD\u0001X\u0007" + block;
    assertNamed(
        "a.zst",
        dictionary.getBytes(StandardCharsets.ISO_8859_1),
        "Zstandard data with a dictionary");
  }

  private void assertNamed(String file, byte[] bytes, String kind) throws IOException {
    Read read = Read.of(folder.resolve(file), bytes);
    assertThat(read.documents()).isEmpty();
    assertThat(read.lost()).containsExactly(" unsupported");
    assertThat(read.problems().getFirst().message()).startsWith("not supported: " + kind + ";");
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("text".getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
