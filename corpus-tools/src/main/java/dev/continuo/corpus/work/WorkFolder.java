package dev.continuo.corpus.work;

import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.tokenizer.files.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of intermediate results while a corpus is built. Its content belongs to a {@link Plan}
 * and is deleted when the plan changes. One process uses it at a time.
 */
public final class WorkFolder implements AutoCloseable {

  private static final String PLAN = "plan.json";

  /** The plan of versions before plans were JSON. */
  private static final String OLD_PLAN = "plan";

  private final Scratch scratch;

  private WorkFolder(Scratch scratch) {
    this.scratch = scratch;
  }

  /**
   * Work on a plan; earlier work is continued if its plan is the same.
   *
   * @param progress hears why earlier work is deleted, if it is
   */
  public static WorkFolder open(Scratch scratch, Plan plan, Progress progress) throws IOException {
    WorkFolder folder = new WorkFolder(scratch);
    if (!folder.has(PLAN, plan)) {
      String why = folder.whyNot(plan);
      if (!why.isEmpty()) {
        progress.startedAnew("%s: %s".formatted(scratch.path(), why));
      }
      scratch.clear();
      folder.write(PLAN, plan);
    }
    return folder;
  }

  public Path path() {
    return scratch.path();
  }

  /**
   * Deletes the files of another plan.
   *
   * @param name a file for the plan
   * @param ending what the names of the plan's files end with
   */
  public void keepPlan(String name, Plan plan, String ending) throws IOException {
    if (has(name, plan)) {
      return;
    }
    Files.deleteIfExists(path().resolve(name));
    List<Path> files;
    try (Stream<Path> paths = Files.walk(path())) {
      files = paths.filter(path -> path.toString().endsWith(ending)).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
    write(name, plan);
  }

  /** Why earlier work cannot be used; empty where there is none. */
  private String whyNot(Plan plan) throws IOException {
    Path file = path().resolve(PLAN);
    if (!Files.exists(file)) {
      return Files.exists(path().resolve(OLD_PLAN))
          ? "the work there was left by an older version; it is deleted"
          : "";
    }
    String key = Plan.difference(Files.readAllBytes(file), plan.toJson());
    return "the work there was made with another plan%s; it is deleted"
        .formatted(key.isEmpty() ? "" : " (" + key + ")");
  }

  private boolean has(String name, Plan plan) throws IOException {
    Path file = path().resolve(name);
    return Files.exists(file) && Arrays.equals(plan.toJson(), Files.readAllBytes(file));
  }

  private void write(String name, Plan plan) {
    AtomicFile.write(path().resolve(name), plan.toJson());
  }

  /** Deletes it. */
  public void delete() throws IOException {
    scratch.delete();
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
