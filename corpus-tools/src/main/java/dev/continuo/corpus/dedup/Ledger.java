package dev.continuo.corpus.dedup;

import dev.continuo.corpus.document.Digest;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Which documents repeat which, as a disjoint-set forest in a memory-mapped file: the heap does not
 * grow with their number. The root of a cluster is its longest document, of equally long ones that
 * with the least digest; so what is kept does not depend on the order of documents.
 *
 * <p>The file has for each document a long for its parent in the forest, a long for how many
 * documents it stands for, and a long that is 1 where its text came before.
 */
public final class Ledger implements AutoCloseable {

  /** What becomes of a document. */
  public enum State {
    /** It goes on. */
    KEPT,
    /** An earlier document has the same text. */
    DUPLICATE,
    /** Another document of its cluster goes on. */
    NEAR_DUPLICATE
  }

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final long SLOT_BYTES = 3L * Long.BYTES;
  private static final int BUFFER = 1 << 16;
  private static final long MEMBERS = Long.BYTES;
  private static final long REPEATED = 2L * Long.BYTES;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment facts;
  private final MemorySegment slots;
  private final long documents;

  private Ledger(Path factsFile, Path slotsFile, long documents) throws IOException {
    this.documents = documents;
    try {
      writeSlots(slotsFile, documents);
      facts = map(factsFile, documents * Facts.BYTES, FileChannel.MapMode.READ_ONLY, arena);
      slots = map(slotsFile, documents * SLOT_BYTES, FileChannel.MapMode.READ_WRITE, arena);
    } catch (IOException e) {
      arena.close();
      throw e;
    }
  }

  /** Every document by itself. Written, since a mapped file with holes fails on a full disk. */
  private static void writeSlots(Path file, long documents) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER))) {
      for (long i = 0; i < documents; i++) {
        out.writeLong(i);
        out.writeLong(1);
        out.writeLong(0);
      }
    }
  }

  private static MemorySegment map(Path file, long bytes, FileChannel.MapMode mode, Arena arena)
      throws IOException {
    Set<StandardOpenOption> options =
        mode.equals(FileChannel.MapMode.READ_ONLY)
            ? Set.of(StandardOpenOption.READ)
            : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options)) {
      return channel.map(mode, 0, bytes, arena);
    }
  }

  /**
   * A ledger of documents that all are kept so far.
   *
   * @param factsFile the {@link Facts} of all documents, in order, big-endian
   * @param slotsFile the file to write
   */
  public static Ledger create(Path factsFile, Path slotsFile, long documents) throws IOException {
    return new Ledger(factsFile, slotsFile, documents);
  }

  /** The number of documents. */
  public long documents() {
    return documents;
  }

  /** What is remembered of a document. */
  public Facts facts(long document) {
    long at = document * Facts.BYTES;
    Digest digest = new Digest(facts.get(LONG, at), facts.get(LONG, at + Long.BYTES));
    return new Facts(digest, facts.get(LONG, at + 2 * Long.BYTES));
  }

  /** Notes that a document has the same text as an earlier one. */
  public void repeat(long earlier, long document) {
    setSlot(document, REPEATED, 1);
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
    setSlot(child, 0, root);
    setSlot(root, MEMBERS, slot(root, MEMBERS) + slot(child, MEMBERS));
  }

  private boolean isBefore(long one, long other) {
    Facts factsOfOne = facts(one);
    Facts factsOfOther = facts(other);
    return factsOfOne.equals(factsOfOther) ? one < other : factsOfOne.isBefore(factsOfOther);
  }

  /** The document that stands for a document's cluster. */
  public long representative(long document) {
    long at = document;
    while (slot(at, 0) != at) {
      setSlot(at, 0, slot(slot(at, 0), 0));
      at = slot(at, 0);
    }
    return at;
  }

  /** How many documents a representative stands for, itself included. */
  public long clusterSize(long representative) {
    return slot(representative, MEMBERS);
  }

  /** What becomes of a document. */
  public State state(long document) {
    if (slot(document, REPEATED) != 0) {
      return State.DUPLICATE;
    }
    return representative(document) == document ? State.KEPT : State.NEAR_DUPLICATE;
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
