package dev.continuo.corpus.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.tokenizer.files.AtomicFile;
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
 * Documents on disk between the steps of a build, in segments that are complete or not there: a
 * segment counts as soon as its log exists, which is written last. What later steps make of the
 * documents of a segment (keys, tokens) lies in files beside them.
 */
public final class Spool {

  /** Kinds of files of a segment. */
  public enum Kind {
    LOG,
    DOCUMENTS,
    DROPPED,
    DIGESTS,
    BANDS,
    PARAGRAPHS,
    TOKENS;

    /** What the names of these files end with. */
    public String ending() {
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
  public record Segment(
      int index,
      long first,
      long start,
      long documents,
      long bytes,
      InputPosition end,
      List<SourceRun> sources) {}

  private final Path folder;
  private final List<Segment> segments = new ArrayList<>();
  private final BuildCounts counts = new BuildCounts();

  /** Finds the segments that are there. */
  public Spool(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    while (Files.exists(file(segments.size(), Kind.LOG))) {
      JsonNode log = MAPPER.readTree(Files.readAllBytes(file(segments.size(), Kind.LOG)));
      InputPosition end =
          new InputPosition(
              log.path("source").asInt(),
              log.path("items").asLong(),
              log.path("source_bytes").asLong());
      add(
          log.path("documents").asLong(),
          log.path("bytes").asLong(),
          end,
          sources(log.path("sources")),
          BuildCounts.fromJson(log.path("counts")));
    }
  }

  private static List<SourceRun> sources(JsonNode runs) {
    List<SourceRun> sources = new ArrayList<>();
    runs.forEach(run -> sources.add(new SourceRun(run.path(0).asInt(), run.path(1).asLong())));
    return sources;
  }

  public Path folder() {
    return folder;
  }

  public Path file(int segment, Kind kind) {
    return folder.resolve(String.format(Locale.ROOT, "%06d.%s", segment, kind.ending()));
  }

  public List<Path> files(Kind kind) {
    return segments.stream().map(segment -> file(segment.index(), kind)).toList();
  }

  /** The sizes of files. */
  public static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  public List<Segment> segments() {
    return List.copyOf(segments);
  }

  public long documents() {
    return segments.isEmpty() ? 0 : segments.getLast().first() + segments.getLast().documents();
  }

  /** The UTF-8 bytes of all documents' texts. */
  public long bytes() {
    return segments.isEmpty() ? 0 : segments.getLast().start() + segments.getLast().bytes();
  }

  /** The place in the input after all segments. */
  public InputPosition end() {
    return segments.isEmpty() ? InputPosition.START : segments.getLast().end();
  }

  /** The counts of all segments. */
  public BuildCounts counts() {
    return counts;
  }

  /** The summaries of all documents, in order, as clusters read them. */
  public Path summaries() {
    return folder.resolve("summaries");
  }

  public static boolean isFull(long documents, long bytes, long mostBytes) {
    return documents >= MOST_DOCUMENTS || bytes >= mostBytes;
  }

  /** Completes a segment whose files are there. */
  public void commit(
      List<DocumentSummary> summaries,
      List<SourceRun> sources,
      InputPosition end,
      BuildCounts added)
      throws IOException {
    int index = segments.size();
    appendSummaries(summaries);
    ObjectNode log = MAPPER.createObjectNode();
    log.put("documents", summaries.size());
    long bytes = summaries.stream().mapToLong(DocumentSummary::bytes).sum();
    log.put("bytes", bytes);
    log.put("source", end.source());
    log.put("items", end.items());
    log.put("source_bytes", end.bytes());
    ArrayNode runs = log.putArray("sources");
    sources.forEach(run -> runs.addArray().add(run.source()).add(run.documents()));
    log.set("counts", added.toJson());
    AtomicFile.write(file(index, Kind.LOG), log.toPrettyString().getBytes(StandardCharsets.UTF_8));
    add(summaries.size(), bytes, end, sources, added);
  }

  private void add(
      long documents, long bytes, InputPosition end, List<SourceRun> sources, BuildCounts added) {
    segments.add(
        new Segment(segments.size(), documents(), bytes(), documents, bytes, end, sources));
    counts.add(added);
  }

  private void appendSummaries(List<DocumentSummary> summaries) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(summaries.size(), DocumentSummary.BYTES));
    long end = bytes();
    for (DocumentSummary of : summaries) {
      end += of.bytes();
      of.write(end, bytes);
    }
    bytes.flip();
    long at = documents() * DocumentSummary.BYTES;
    try (FileChannel channel =
        FileChannel.open(summaries(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
      channel.force(true);
    }
  }
}
