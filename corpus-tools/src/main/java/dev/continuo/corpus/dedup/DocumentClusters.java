package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.DropReason;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.tokenizer.files.MappedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which documents repeat which: a disjoint-set forest in a memory-mapped file, so that the heap
 * does not grow with their number. The root of a cluster is its longest document, of equally long
 * ones that with the least digest; so what is kept does not depend on the order of documents.
 *
 * <p>The file has for each document a long for its parent in the forest, counted from itself, a
 * long for how many others it stands for, and a long for the bytes that went from its text, {@link
 * #ALL} where an earlier document has the same text.
 */
public final class DocumentClusters implements AutoCloseable {

  /** What becomes of a document. */
  public enum State {
    /** It stays in the corpus. */
    KEPT,
    /** An earlier document has the same text. */
    DUPLICATE,
    /** Another document of its cluster is kept. */
    NEAR_DUPLICATE,
    /** All its paragraphs are kept in other documents. */
    REPEATED_PARAGRAPHS;

    /** The drop reason of a document in this state; empty where it is kept. */
    public Optional<DropReason> reason() {
      return switch (this) {
        case KEPT -> Optional.empty();
        case DUPLICATE -> Optional.of(new DropReason("duplicate"));
        case NEAR_DUPLICATE -> Optional.of(new DropReason("near-duplicate"));
        case REPEATED_PARAGRAPHS -> Optional.of(new DropReason("repeated-paragraphs"));
      };
    }
  }

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long SLOT_BYTES = 3L * Long.BYTES;
  private static final long PARENT = 0;
  private static final long OTHERS = Long.BYTES;
  private static final long REMOVED = 2L * Long.BYTES;
  private static final long ALL = -1;
  private static final long END = 2L * Long.BYTES;
  private static final long LANGUAGE = 3L * Long.BYTES;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment summaries;
  private final MemorySegment slots;
  private final long documents;

  private DocumentClusters(Path summariesFile, Path slotsFile, long documents) throws IOException {
    this.documents = documents;
    try {
      slots = MappedFile.zeros(slotsFile, documents * SLOT_BYTES, arena);
      summaries = MappedFile.readOnly(summariesFile, documents * DocumentSummary.BYTES, arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * Clusters of documents, all of which are kept so far.
   *
   * @param summariesFile what {@link DocumentSummary#write} gives for each document, in order
   * @param slotsFile the file to write
   */
  public static DocumentClusters create(Path summariesFile, Path slotsFile, long documents)
      throws IOException {
    return new DocumentClusters(summariesFile, slotsFile, documents);
  }

  /** The number of documents. */
  public long documents() {
    return documents;
  }

  /** What is remembered of a document. */
  public DocumentSummary summary(long document) {
    long at = document * DocumentSummary.BYTES;
    Digest digest = new Digest(summaries.get(LONG, at), summaries.get(LONG, at + Long.BYTES));
    return new DocumentSummary(
        digest, bytes(document), DocumentSummary.language(summaries.get(LONG, at + LANGUAGE)));
  }

  private long bytes(long document) {
    return start(document + 1) - start(document);
  }

  /** Where a document's text begins among the bytes of all texts, or where the last ends. */
  public long start(long document) {
    return document == 0 ? 0 : summaries.get(LONG, (document - 1) * DocumentSummary.BYTES + END);
  }

  /** The document that has the byte at a place among the bytes of all texts. */
  long documentAt(long place) {
    long low = 0;
    long high = documents - 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (start(middle + 1) > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Notes that a document has the same text as an earlier one. */
  public void repeat(long earlier, long document) {
    setSlot(document, REMOVED, ALL);
    join(earlier, document);
  }

  /** Puts two documents into one cluster. */
  public void join(long one, long other) {
    long rootOfOne = representative(one);
    long rootOfOther = representative(other);
    if (rootOfOne == rootOfOther) {
      return;
    }
    boolean oneStays = isBefore(rootOfOne, rootOfOther);
    long root = oneStays ? rootOfOne : rootOfOther;
    long child = oneStays ? rootOfOther : rootOfOne;
    setSlot(child, PARENT, root - child);
    setSlot(root, OTHERS, slot(root, OTHERS) + slot(child, OTHERS) + 1);
  }

  private boolean isBefore(long one, long other) {
    DocumentSummary summaryOfOne = summary(one);
    DocumentSummary summaryOfOther = summary(other);
    return summaryOfOne.equals(summaryOfOther)
        ? one < other
        : summaryOfOne.isBefore(summaryOfOther);
  }

  /** The document that stands for a document's cluster. */
  public long representative(long document) {
    long at = document;
    long parent = parent(at);
    while (parent != at) {
      long grandparent = parent(parent);
      setSlot(at, PARENT, grandparent - at);
      at = grandparent;
      parent = parent(at);
    }
    return at;
  }

  private long parent(long document) {
    return document + slot(document, PARENT);
  }

  /** How many documents a representative stands for, itself included. */
  public long clusterSize(long representative) {
    return 1 + slot(representative, OTHERS);
  }

  /** Notes that a paragraph of a document goes, with the line breaks that part it from others. */
  void remove(long document, long bytes) {
    setSlot(document, REMOVED, slot(document, REMOVED) + bytes);
  }

  /** The bytes that went from a document that is kept, or was until all of it went. */
  public long removed(long document) {
    return slot(document, REMOVED);
  }

  /** What becomes of a document. */
  public State state(long document) {
    long removed = removed(document);
    if (removed == ALL) {
      return State.DUPLICATE;
    }
    if (representative(document) != document) {
      return State.NEAR_DUPLICATE;
    }
    // The last paragraph has no line breaks after it.
    return removed > bytes(document) ? State.REPEATED_PARAGRAPHS : State.KEPT;
  }

  private long slot(long document, long field) {
    return slots.get(LONG, document * SLOT_BYTES + field);
  }

  private void setSlot(long document, long field, long value) {
    slots.set(LONG, document * SLOT_BYTES + field, value);
  }

  @Override
  public void close() {
    arena.close();
  }
}
