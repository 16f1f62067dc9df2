package dev.continuo.corpus.read;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** File formats that are recognized by their first bytes and not supported. */
final class Unsupported {

  private static final String ZIP = "PK\u0003\u0004";

  /** The first bytes, in ISO 8859-1. */
  private static final Map<String, String> STARTS = starts();

  /** First bytes that a text may have too, but not with zero bytes after them. */
  private static final Map<String, String> STARTS_BEFORE_ZERO =
      Map.of(
          "AT&TFORM", "DjVu document",
          "GIF87a", "GIF image",
          "GIF89a", "GIF image",
          "PARE", "encrypted Parquet file",
          "GGUF", "GGUF model",
          "MZ", "program",
          "RIFF", "RIFF sound, image or video");

  /** Formats recognized by the names of the files in a ZIP archive. */
  private static final Map<String, String> IN_ZIP = inZip();

  private Unsupported() {}

  private static Map<String, String> starts() {
    Map<String, String> starts = new LinkedHashMap<>();
    starts.put("%PDF-", "PDF document");
    starts.put("{\\rtf", "RTF document");
    starts.put("%!PS", "PostScript document");
    starts.put("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "old Microsoft Office document");
    starts.put("\u0089PNG\r\n\u001A\n", "PNG image");
    starts.put("\u00FF\u00D8\u00FF", "JPEG image");
    starts.put("II*\0", "TIFF image");
    starts.put("MM\0*", "TIFF image");
    starts.put("ID3\u0003\0", "MP3 sound");
    starts.put("ID3\u0004\0", "MP3 sound");
    starts.put("OggS\0", "Ogg sound");
    starts.put("fLaC\0", "FLAC sound");
    starts.put("7z\u00BC\u00AF'\u001C", "7-Zip archive");
    starts.put("Rar!\u001A\u0007", "RAR archive");
    starts.put("\u00FD7zXZ\0", "xz data");
    starts.put("\u0004\"M\u0018", "LZ4 data");
    starts.put("\u001F\u009D", "compress data");
    starts.put("ARROW1\0\0", "Arrow file");
    starts.put("Obj\u0001", "Avro file");
    starts.put("\u0089HDF\r\n\u001A\n", "HDF5 file");
    starts.put("\u0093NUMPY", "NumPy file");
    starts.put("SQLite format 3\0", "SQLite database");
    starts.put("\u007FELF", "program");
    starts.put("\u00CA\u00FE\u00BA\u00BE", "program");
    return starts;
  }

  private static Map<String, String> inZip() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("application/epub+zip", "EPUB book");
    names.put("application/vnd.oasis.opendocument", "OpenDocument file");
    names.put("word/", "Word document");
    names.put("xl/", "Excel workbook");
    names.put("ppt/", "PowerPoint presentation");
    return names;
  }

  /**
   * Refuses a format that is recognized and not supported.
   *
   * @param start the first bytes of what a file holds
   */
  static void check(String fileName, byte[] start, int length) throws ReadException {
    String name = name(fileName, new String(start, 0, length, StandardCharsets.ISO_8859_1));
    if (name != null) {
      throw new ReadException(
          "unsupported",
          "not supported: %s; convert it to plain text, Markdown, HTML, JSON Lines or Parquet first"
              .formatted(name));
    }
  }

  private static @Nullable String name(String fileName, String start) {
    if (start.startsWith(ZIP)) {
      return ofZip(fileName.toLowerCase(Locale.ROOT), start);
    }
    if (start.startsWith("BZh") && start.startsWith("1AY&SY", 4)) {
      return "bzip2 data";
    }
    if (start.indexOf(0) >= 0) {
      if (start.startsWith("ustar", 257)) {
        return "tar archive";
      }
      if (start.startsWith("BOOKMOBI", 60)) {
        return "Mobipocket book";
      }
      if (start.startsWith("ftyp", 4)) {
        return "MP4 video or sound";
      }
      String name = named(start, STARTS_BEFORE_ZERO);
      if (name != null) {
        return name;
      }
    }
    return named(start, STARTS);
  }

  private static @Nullable String named(String start, Map<String, String> starts) {
    for (Map.Entry<String, String> known : starts.entrySet()) {
      if (start.startsWith(known.getKey())) {
        return known.getValue();
      }
    }
    return null;
  }

  private static String ofZip(String fileName, String start) {
    for (Map.Entry<String, String> known : IN_ZIP.entrySet()) {
      if (start.contains(known.getKey())) {
        return known.getValue();
      }
    }
    return switch (fileName.substring(fileName.lastIndexOf('.') + 1)) {
      case "docx" -> "Word document";
      case "xlsx" -> "Excel workbook";
      case "pptx" -> "PowerPoint presentation";
      case "epub" -> "EPUB book";
      case "odt", "ods", "odp" -> "OpenDocument file";
      default -> "ZIP archive";
    };
  }
}
