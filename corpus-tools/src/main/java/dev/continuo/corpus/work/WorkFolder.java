package dev.continuo.corpus.work;

import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.files.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where intermediate results lie while a corpus is made. What is in it belongs to a plan, a text
 * that says what is being made of which files; it is cleared when the plan is another. One process
 * uses it at a time.
 */
public final class WorkFolder implements AutoCloseable {

  private static final String PLAN = "plan";

  private final Scratch scratch;

  private WorkFolder(Scratch scratch) {
    this.scratch = scratch;
  }

  public static WorkFolder open(Scratch scratch, String plan) throws IOException {
    WorkFolder folder = new WorkFolder(scratch);
    if (!folder.has(PLAN, plan)) {
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
  public void keepPlan(String name, String plan, String ending) throws IOException {
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

  private boolean has(String name, String plan) throws IOException {
    Path file = path().resolve(name);
    return Files.exists(file) && Arrays.equals(bytes(plan), Files.readAllBytes(file));
  }

  private void write(String name, String plan) {
    WholeFile.write(path().resolve(name), bytes(plan));
  }

  private static byte[] bytes(String plan) {
    return plan.getBytes(StandardCharsets.UTF_8);
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
