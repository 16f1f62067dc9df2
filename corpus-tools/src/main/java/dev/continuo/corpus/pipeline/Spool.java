package dev.continuo.corpus.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.dedup.Facts;
import dev.continuo.tokenizer.files.WholeFile;
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
    PARAGRAPHS,
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
   * @param start the bytes of all texts before it
   * @param documents how many it has
   * @param bytes of their texts, in UTF-8
   * @param end the place in the input after it
   * @param sources which files its documents come from, in order
   */
  record Segment(
      int index,
      long first,
      long start,
      long documents,
      long bytes,
      Position end,
      List<SourceRun> sources) {}

  private final Path folder;
  private final List<Segment> segments = new ArrayList<>();
  private final Tally tally = new Tally();

  /** Finds the segments that are there. */
  Spool(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    while (Files.exists(file(segments.size(), Kind.LOG))) {
      JsonNode log = MAPPER.readTree(Files.readAllBytes(file(segments.size(), Kind.LOG)));
      Position end =
          new Position(
              log.path("source").asInt(),
              log.path("items").asLong(),
              log.path("source_bytes").asLong());
      add(
          log.path("documents").asLong(),
          log.path("bytes").asLong(),
          end,
          sources(log.path("sources")),
          Tally.fromJson(log.path("tally")));
    }
  }

  private static List<SourceRun> sources(JsonNode runs) {
    List<SourceRun> sources = new ArrayList<>();
    runs.forEach(run -> sources.add(new SourceRun(run.path(0).asInt(), run.path(1).asLong())));
    return sources;
  }

  Path folder() {
    return folder;
  }

  Path file(int segment, Kind kind) {
    return folder.resolve(String.format(Locale.ROOT, "%06d.%s", segment, kind.ending()));
  }

  List<Path> files(Kind kind) {
    return segments.stream().map(segment -> file(segment.index(), kind)).toList();
  }

  /** The sizes of files. */
  static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  List<Segment> segments() {
    return List.copyOf(segments);
  }

  long documents() {
    return segments.isEmpty() ? 0 : segments.getLast().first() + segments.getLast().documents();
  }

  /** The UTF-8 bytes of all documents' texts. */
  long bytes() {
    return segments.isEmpty() ? 0 : segments.getLast().start() + segments.getLast().bytes();
  }

  /** The place in the input after all segments. */
  Position end() {
    return segments.isEmpty() ? Position.START : segments.getLast().end();
  }

  /** The counts of all segments. */
  Tally tally() {
    return tally;
  }

  /** The facts of all documents, in order, as a ledger reads them. */
  Path facts() {
    return folder.resolve("facts");
  }

  static boolean isFull(long documents, long bytes, long mostBytes) {
    return documents >= MOST_DOCUMENTS || bytes >= mostBytes;
  }

  /** Completes a segment whose files are there. */
  void commit(List<Facts> facts, List<SourceRun> sources, Position end, Tally counts)
      throws IOException {
    int index = segments.size();
    appendFacts(facts);
    ObjectNode log = MAPPER.createObjectNode();
    log.put("documents", facts.size());
    long bytes = facts.stream().mapToLong(Facts::bytes).sum();
    log.put("bytes", bytes);
    log.put("source", end.source());
    log.put("items", end.items());
    log.put("source_bytes", end.bytes());
    ArrayNode runs = log.putArray("sources");
    sources.forEach(run -> runs.addArray().add(run.source()).add(run.documents()));
    log.set("tally", counts.toJson());
    WholeFile.write(file(index, Kind.LOG), log.toPrettyString().getBytes(StandardCharsets.UTF_8));
    add(facts.size(), bytes, end, sources, counts);
  }

  private void add(
      long documents, long bytes, Position end, List<SourceRun> sources, Tally counts) {
    segments.add(
        new Segment(segments.size(), documents(), bytes(), documents, bytes, end, sources));
    tally.add(counts);
  }

  private void appendFacts(List<Facts> facts) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(facts.size(), Facts.BYTES));
    long end = bytes();
    for (Facts of : facts) {
      end += of.bytes();
      of.write(end, bytes);
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
