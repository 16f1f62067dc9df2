package dev.continuo.tokenizer.files;

import dev.continuo.tokenizer.setting.Setting;
import dev.continuo.tokenizer.setting.SettingMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Whether a file that a user asked for may be written, and replace one that is there. Folders have
 * rules of their own, by what belongs into them: {@code CorpusFolder} that of a corpus, {@code
 * RunFolders} that of a run.
 *
 * @param path the file
 * @param overwrite whether the user allows it to be replaced
 */
public record OverwriteRule(Path path, boolean overwrite) {

  /** Asked for where existing files may be replaced. */
  public static final Setting<Boolean> OVERWRITE =
      Setting.of("overwrite", Boolean.class, "Replace existing files");

  /**
   * Checks the rule before any work. A missing or empty file may be written, one with content only
   * with {@code overwrite}, an input never; a pipe or a device may; a link is judged by its target.
   *
   * @param inputs the files that are read meanwhile
   * @throws OutputException if it may not
   */
  public void check(Collection<Path> inputs) {
    Target target;
    try {
      target = Target.of(path);
      switch (target.kind()) {
        case MISSING -> requireFolder(target.path());
        case FILE -> {
          requireOtherThan(inputs, target.path());
          if (!overwrite && Files.size(target.path()) > 0) {
            throw new OutputException(
                SettingMessage.of(
                    "%s: already exists; choose another name, or replace it with %s",
                    path, OVERWRITE));
          }
        }
        case FOLDER ->
            throw new OutputException(
                path + ": expected the name of a file to write, found a folder");
        case STREAM -> {}
      }
    } catch (IOException e) {
      throw new FileException(path, e);
    }
  }

  /** Whether two paths name the same file, through links or in another spelling. */
  public static boolean isSame(Path first, Path second) throws IOException {
    return Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second);
  }

  private void requireOtherThan(Collection<Path> inputs, Path target) throws IOException {
    for (Path input : inputs) {
      if (isSame(input, target)) {
        throw new OutputException(
            path + ": is one of the inputs; choose another name for the output");
      }
    }
  }

  private void requireFolder(Path target) {
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new OutputException(
          path + ": expected a name in a folder that exists, found no folder " + folder);
    }
    if (!Files.isWritable(folder)) {
      throw new OutputException(
          path + ": cannot be written; choose a file in a folder that is writable");
    }
  }
}
