package dev.continuo.corpus.work;

import dev.continuo.corpus.dedup.RepetitionSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a corpus is built: threads, memory, files beside it. Nothing here changes the corpus, but
 * {@code strict} may stop the build.
 *
 * @param threads how many documents are worked on at the same time
 * @param memoryBytes the memory for finding repetitions; the rest does not grow with the input
 * @param strict whether the first thing that cannot be read ends the work
 * @param dropped where everything that was dropped is written, with its reason, as JSON Lines
 * @param pairs where a corpus that is written also goes as masked-ending pairs, as JSON Lines
 * @param overwrite whether files of dropped documents and pairs may be replaced
 * @param folder where intermediate results go, so that a killed build can go on; without it, beside
 *     the corpus, or in the system's temporary folder where no corpus is written
 * @param resumable whether intermediate results stay when the work fails, for the same build later
 */
public record WorkOptions(
    int threads,
    long memoryBytes,
    boolean strict,
    Optional<Path> dropped,
    Optional<Path> pairs,
    boolean overwrite,
    Optional<Path> folder,
    boolean resumable) {

  /** All processors, and a part of a small heap. */
  public static final WorkOptions DEFAULT =
      new WorkOptions(
          Runtime.getRuntime().availableProcessors(),
          RepetitionSettings.DEFAULT_MEMORY.bytes(),
          false,
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          true);

  private static final long LARGEST_SEGMENT = 1L << 25;
  private static final int SEGMENTS_IN_MEMORY = 16;

  public WorkOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
    long least = RepetitionSettings.LEAST_MEMORY.bytes();
    if (memoryBytes < least) {
      throw new IllegalArgumentException(
          "memoryBytes must be at least " + least + ": " + memoryBytes);
    }
  }

  /** The bytes of text after which work is safe on disk. */
  public long segmentBytes() {
    return Math.min(memoryBytes / SEGMENTS_IN_MEMORY, LARGEST_SEGMENT);
  }

  /** With another number of threads. */
  public WorkOptions withThreads(int count) {
    return with(edit -> edit.threads = count);
  }

  /** With more or less memory. */
  public WorkOptions withMemory(long bytes) {
    return with(edit -> edit.memoryBytes = bytes);
  }

  /** Ending at the first thing that cannot be read. */
  public WorkOptions withStrict(boolean isStrict) {
    return with(edit -> edit.strict = isStrict);
  }

  /** With everything that is dropped written to a file. */
  public WorkOptions withDropped(Path file) {
    return with(edit -> edit.dropped = Optional.of(file));
  }

  /** With the pairs of a corpus written, too. */
  public WorkOptions withPairs(Path file) {
    return with(edit -> edit.pairs = Optional.of(file));
  }

  /** With existing files replaced. */
  public WorkOptions withOverwrite(boolean mayReplace) {
    return with(edit -> edit.overwrite = mayReplace);
  }

  /** With another folder for intermediate results. */
  public WorkOptions withFolder(Path path) {
    return with(edit -> edit.folder = Optional.of(path));
  }

  /** With another folder for intermediate results, which go with the work when it fails. */
  public WorkOptions withTemporaryFolder(Path path) {
    return with(
        edit -> {
          edit.folder = Optional.of(path);
          edit.resumable = false;
        });
  }

  private WorkOptions with(Consumer<Edit> change) {
    Edit edit = new Edit(this);
    change.accept(edit);
    return new WorkOptions(
        edit.threads,
        edit.memoryBytes,
        edit.strict,
        edit.dropped,
        edit.pairs,
        edit.overwrite,
        edit.folder,
        edit.resumable);
  }

  /** The components, to change some of them. */
  private static final class Edit {
    private int threads;
    private long memoryBytes;
    private boolean strict;
    private Optional<Path> dropped;
    private Optional<Path> pairs;
    private boolean overwrite;
    private Optional<Path> folder;
    private boolean resumable;

    Edit(WorkOptions from) {
      threads = from.threads;
      memoryBytes = from.memoryBytes;
      strict = from.strict;
      dropped = from.dropped;
      pairs = from.pairs;
      overwrite = from.overwrite;
      folder = from.folder;
      resumable = from.resumable;
    }
  }
}
