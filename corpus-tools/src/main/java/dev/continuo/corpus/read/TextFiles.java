package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import java.nio.file.Path;
import java.util.List;

/** The files that a user's files and folders stand for, where nothing is counted. */
public final class TextFiles {

  private TextFiles() {}

  /**
   * The files of {@link Sources#find}.
   *
   * @throws CorpusException if an argument stands for nothing
   */
  public static List<Path> find(List<Path> inputs) {
    return Sources.find(inputs, problem -> {}).stream().map(Source::path).toList();
  }
}
