package dev.continuo.corpus.dedup;

import dev.continuo.corpus.hash.Digest;
import dev.continuo.tokenizer.files.MappedFile;
import dev.continuo.tokenizer.unicode.Utf8;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes paragraphs that occur in several documents, or several times in one. Each is kept once:
 * in the document that would represent a cluster of these documents, at its first place there. So
 * what is kept does not depend on the order of documents.
 *
 * <p>A paragraph is what stands between blank lines. Its place is where it begins among the UTF-8
 * bytes of all documents' texts, one after the other. Those removed are marked in a memory-mapped
 * file of one bit for each {@link #SHORTEST} bytes: no two begin nearer to each other.
 */
public final class RepeatedParagraphs implements AutoCloseable {

  /** Shorter paragraphs, in UTF-8 bytes, may repeat, as headings and short answers do. */
  public static final int SHORTEST = 80;

  private static final String BREAK = "\n\n";
  private static final long LENGTH_BITS = 0xFFFF_FFFFL;

  private final DocumentClusters clusters;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment marks;
  private long first = -1;
  private long kept;

  /**
   * Has found no repeated paragraphs yet.
   *
   * @param clusters hears what is removed
   * @param file the file to write
   */
  public RepeatedParagraphs(DocumentClusters clusters, Path file) throws IOException {
    this.clusters = clusters;
    try {
      marks = MappedFile.zeros(file, byteOf(clusters.start(clusters.documents())) + 1, arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * The keys of a text's paragraphs: the beginning of their digests, and their lengths in the last
   * four bytes.
   *
   * @param place that of the text
   */
  public static List<Entry> keys(String text, long place) {
    List<Entry> keys = new ArrayList<>();
    for (Paragraph paragraph : paragraphs(text, place)) {
      if (paragraph.bytes() >= SHORTEST) {
        Digest digest = Digest.of(text.substring(paragraph.start(), paragraph.end()));
        long low = (digest.low() & ~LENGTH_BITS) | paragraph.bytes();
        keys.add(new Entry(digest.high(), low, paragraph.place()));
      }
    }
    return keys;
  }

  /** Marks one of two paragraphs with the same key. To be called in the order of the keys. */
  public void repeat(long firstPlace, Entry other) {
    if (firstPlace != first) {
      first = firstPlace;
      kept = firstPlace;
    }
    long document = clusters.documentAt(other.place());
    long keeping = clusters.documentAt(kept);
    boolean otherStays =
        document != keeping && clusters.summary(document).isBefore(clusters.summary(keeping));
    long gone = otherStays ? kept : other.place();
    kept = otherStays ? other.place() : kept;
    mark(gone);
    clusters.remove(otherStays ? keeping : document, (other.low() & LENGTH_BITS) + BREAK.length());
  }

  private void mark(long place) {
    byte marked = (byte) (marks.get(ValueLayout.JAVA_BYTE, byteOf(place)) | bitOf(place));
    marks.set(ValueLayout.JAVA_BYTE, byteOf(place), marked);
  }

  private boolean isMarked(long place) {
    return (marks.get(ValueLayout.JAVA_BYTE, byteOf(place)) & bitOf(place)) != 0;
  }

  private static long byteOf(long place) {
    return place / SHORTEST / Byte.SIZE;
  }

  private static int bitOf(long place) {
    return 1 << (int) (place / SHORTEST % Byte.SIZE);
  }

  /** A document's text without its removed paragraphs. */
  public String without(long document, String text) {
    if (clusters.removed(document) == 0) {
      return text;
    }
    StringBuilder rest = new StringBuilder(text.length());
    for (Paragraph paragraph : paragraphs(text, clusters.start(document))) {
      if (paragraph.bytes() < SHORTEST || !isMarked(paragraph.place())) {
        rest.append(rest.isEmpty() ? "" : BREAK).append(text, paragraph.start(), paragraph.end());
      }
    }
    return rest.toString();
  }

  private record Paragraph(int start, int end, long place, int bytes) {}

  private static List<Paragraph> paragraphs(String text, long textPlace) {
    List<Paragraph> paragraphs = new ArrayList<>();
    long place = textPlace;
    int start = 0;
    while (start <= text.length()) {
      int end = text.indexOf(BREAK, start);
      end = end < 0 ? text.length() : end;
      int bytes = Utf8.bytes(text, start, end);
      paragraphs.add(new Paragraph(start, end, place, bytes));
      place += bytes + BREAK.length();
      start = end + BREAK.length();
    }
    return paragraphs;
  }

  @Override
  public void close() {
    arena.close();
  }
}
