package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.Formats;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.read.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

  static Inputs find(CorpusOptions options, boolean strict) {
    Formats formats = Formats.of(options.reading().formats());
    List<ReadProblem> problems = new ArrayList<>();
    Inputs inputs =
        new Inputs(
            Sources.find(options.inputs(), formats, problems::add),
            Sources.find(options.validationFile().stream().toList(), formats, problems::add),
            Sources.find(options.selection().excluded(), formats, problems::add),
            problems);
    if (strict && !problems.isEmpty()) {
      throw new CorpusException(problems.getFirst().describe());
    }
    return inputs;
  }

  /** All files that are read. */
  List<Source> all() {
    return Stream.of(training, validation, excluded).flatMap(List::stream).toList();
  }
}
