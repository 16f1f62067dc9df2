package dev.continuo.corpus.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.dedup.Facts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Documents on disk between the stages of a build, in segments that are there whole or not at all:
 * a segment counts from the moment on that its log is there, which is written last. Beside the
 * documents of a segment lies what later stages made of them.
 */
final class Spool {

  /** Kinds of files of a segment. */
  enum Kind {
    LOG,
    DOCUMENTS,
    DROPPED,
    DIGESTS,
    BANDS,
    TOKENS;

    /** What the names of these files end with. */
    String ending() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_DOCUMENTS = 20_000;

  /**
   * What is known of a segment.
   *
   * @param first the number of its first document
   * @param documents how many it has
   * @param bytes of their texts, in UTF-8
   * @param end the place in the input after it
   */
  record Segment(int index, long first, long documents, long bytes, Position end) {}

  private final Path folder;
  private final List<Segment> segments = new ArrayList<>();
  private final Tally tally = new Tally();

  /** Finds the segments that are there. */
  Spool(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    while (Files.exists(file(segments.size(), Kind.LOG))) {
      JsonNode log = MAPPER.readTree(Files.readAllBytes(file(segments.size(), Kind.LOG)));
      Position end = new Position(log.path("source").asInt(), log.path("items").asLong());
      add(
          log.path("documents").asLong(),
          log.path("bytes").asLong(),
          end,
          Tally.fromJson(log.path("tally")));
    }
  }

  Path folder() {
    return folder;
  }

  Path file(int segment, Kind kind) {
    return folder.resolve("%06d.%s".formatted(segment, kind.ending()));
  }

  List<Path> files(Kind kind) {
    return segments.stream().map(segment -> file(segment.index(), kind)).toList();
  }

  List<Segment> segments() {
    return List.copyOf(segments);
  }

  long documents() {
    return segments.isEmpty() ? 0 : segments.getLast().first() + segments.getLast().documents();
  }

  /** The UTF-8 bytes of all documents' texts. */
  long bytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  /** The place in the input after all segments. */
  Position end() {
    return segments.isEmpty() ? new Position(0, 0) : segments.getLast().end();
  }

  /** The counts of all segments. */
  Tally tally() {
    return tally;
  }

  /** The {@link Facts} of all documents, in order. */
  Path facts() {
    return folder.resolve("facts");
  }

  static boolean isFull(long documents, long bytes, long mostBytes) {
    return documents >= MOST_DOCUMENTS || bytes >= mostBytes;
  }

  /** Completes a segment whose files are there. */
  void commit(List<Facts> facts, Position end, Tally counts) throws IOException {
    int index = segments.size();
    appendFacts(facts);
    ObjectNode log = MAPPER.createObjectNode();
    log.put("documents", facts.size());
    long bytes = facts.stream().mapToLong(Facts::bytes).sum();
    log.put("bytes", bytes);
    log.put("source", end.source());
    log.put("items", end.items());
    log.set("tally", counts.toJson());
    PartFile.write(file(index, Kind.LOG), log.toPrettyString().getBytes(StandardCharsets.UTF_8));
    add(facts.size(), bytes, end, counts);
  }

  private void add(long documents, long bytes, Position end, Tally counts) {
    segments.add(new Segment(segments.size(), documents(), documents, bytes, end));
    tally.add(counts);
  }

  private void appendFacts(List<Facts> facts) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(facts.size(), Facts.BYTES));
    for (Facts of : facts) {
      bytes.putLong(of.digest().high()).putLong(of.digest().low()).putLong(of.bytes());
    }
    bytes.flip();
    long at = documents() * Facts.BYTES;
    try (FileChannel channel =
        FileChannel.open(facts(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
      channel.force(true);
    }
  }
}
