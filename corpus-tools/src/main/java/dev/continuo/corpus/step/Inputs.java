package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.read.Sources;
import dev.continuo.corpus.work.WorkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that a corpus is made from.
 *
 * @param training in the order of their names
 * @param problems with finding them
 */
record Inputs(
    List<Source> training,
    List<Source> validation,
    List<Source> excluded,
    List<ReadProblem> problems) {

  private static final int VERSION = 3;

  static Inputs find(CorpusOptions options, boolean strict) {
    List<ReadProblem> problems = new ArrayList<>();
    Inputs inputs =
        new Inputs(
            Sources.find(options.inputs(), problems::add),
            Sources.find(options.validationFile().stream().toList(), problems::add),
            Sources.find(options.selection().excluded(), problems::add),
            problems);
    if (strict && !problems.isEmpty()) {
      throw new CorpusException(problems.getFirst().describe());
    }
    return inputs;
  }

  /** Says what is made of which files, in which state. */
  String plan(CorpusOptions options, WorkOptions work) throws IOException {
    StringBuilder plan = new StringBuilder("version " + VERSION + "\n");
    plan.append(options.reading()).append('\n');
    plan.append(options.selection().withExcluded(List.of(), options.selection().excludedWords()));
    plan.append('\n').append(work.dropped().isPresent()).append('\n');
    for (List<Source> sources : List.of(training, validation, excluded)) {
      plan.append("files\n");
      for (Source source : sources) {
        plan.append(source.name()).append(' ').append(state(source)).append('\n');
      }
    }
    return plan.toString();
  }

  /** Tells a file from what stood in its place at another time. */
  private static String state(Source source) throws IOException {
    Path path = source.path();
    if (!Files.exists(path)) {
      return "missing";
    }
    boolean copy = !source.name().equals(path.toString());
    return copy
        ? Digest.of(path).toString()
        : Files.size(path) + " " + Files.getLastModifiedTime(path);
  }
}
