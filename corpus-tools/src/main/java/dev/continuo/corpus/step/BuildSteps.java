package dev.continuo.corpus.step;

import dev.continuo.corpus.clean.Cleaners;
import dev.continuo.corpus.clean.CleaningOptions;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.FilterSteps;
import dev.continuo.corpus.work.WorkOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The steps of builds, in order. */
final class BuildSteps {

  private BuildSteps() {}

  /**
   * The steps from files to a corpus.
   *
   * @param own the user's steps
   * @param outputs what the user writes beside the shards
   */
  static List<Step> of(
      CorpusOptions options,
      WorkOptions work,
      List<Step.EachDocument> own,
      List<Step.WriteDocuments> outputs) {
    Selection selection = options.selection();
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Read(options.reading()));
    eachDocument(Cleaners.steps(selection.cleaning()), steps);
    eachDocument(FilterSteps.steps(selection.filters()), steps);
    steps.addAll(own);
    if (!selection.excluded().isEmpty()) {
      steps.add(new Step.Decontaminate(selection.excluded(), selection.excludedWords()));
    }
    steps.add(new Step.DropDuplicates());
    selection.nearDuplicates().map(Step.DropNearDuplicates::new).ifPresent(steps::add);
    if (selection.repeatedParagraphs()) {
      steps.add(new Step.DropRepeatedParagraphs());
    }
    steps.add(new Step.Split(options.validationShare(), options.seed()));
    steps.add(new Step.Tokenize(options.spans(), options.seed()));
    steps.add(new Step.WriteShards());
    work.dropped().map(Step.WriteDropped::new).ifPresent(steps::add);
    work.pairs().map(Step.WritePairs::new).ifPresent(steps::add);
    steps.addAll(outputs);
    requireDifferentNames(steps);
    return List.copyOf(steps);
  }

  /** The steps of text that is scored on: it is repaired, and only empty documents are dropped. */
  static List<Step.EachDocument> repairs() {
    return Stream.concat(
            Cleaners.steps(CleaningOptions.DEFAULT).stream(),
            FilterSteps.steps(FilterOptions.DEFAULT).stream())
        .map(Step.EachDocument::of)
        .toList();
  }

  private static void eachDocument(List<Supplier<DocumentStep>> makers, List<Step> steps) {
    makers.forEach(maker -> steps.add(Step.EachDocument.of(maker)));
  }

  private static void requireDifferentNames(List<Step> steps) {
    Set<String> names = new HashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException(
            "each step must have a name of its own: two are called \"%s\", of %s"
                .formatted(step.name(), steps.stream().map(Step::name).toList()));
      }
    }
  }
}
