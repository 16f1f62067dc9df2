package dev.continuo.corpus.step;

import dev.continuo.corpus.output.DocumentFile;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.corpus.output.PairFile;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.SpoolReader;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.OutputException;
import dev.continuo.tokenizer.files.OverwriteRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The files that are written beside a corpus: pairs, dropped documents, outputs of the user. */
final class OutputFiles {

  private final List<Step> steps;
  private final Inputs inputs;
  private final CorpusOptions options;
  private final WorkOptions work;

  OutputFiles(List<Step> steps, Inputs inputs, CorpusOptions options, WorkOptions work) {
    this.steps = steps;
    this.inputs = inputs;
    this.options = options;
    this.work = work;
  }

  /**
   * Checks all files before any work.
   *
   * @throws OutputException if one may not be written, or is named twice
   */
  void check() {
    List<Path> files = files();
    files.forEach(this::check);
    for (Path file : files) {
      if (Collections.frequency(files, file) > 1) {
        throw new OutputException(
            file
                + ": named for two outputs (pairs, dropped documents or your own), which need two"
                + " files");
      }
    }
  }

  /** Checks that a file may be written and is none of the inputs. */
  void check(Path file) {
    requireFree(file, inputs.all().stream().map(Source::path).toList());
  }

  /** Checks that no file takes the place of one that is read. */
  void requireOtherThan(Path read) {
    files().forEach(file -> requireFree(file, List.of(read)));
  }

  private void requireFree(Path file, List<Path> read) {
    new OverwriteRule(file, work.overwrite()).check(read);
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>();
    for (Step step : steps) {
      switch (step) {
        case Step.WriteDropped(Path file) -> files.add(file);
        case Step.WritePairs(Path file) -> files.add(file);
        case Step.WriteDocuments(var _, Path file) -> files.add(file);
        case Step.WriteShards _ -> {}
        case Step.Read _, Step.EachDocument _, Step.Decontaminate _ -> {}
        case Step.Deduplicate _, Step.Split _, Step.Tokenize _ -> {}
      }
    }
    return files;
  }

  /** Writes all files, those of dropped documents first. */
  void write(PreparedCorpus prepared, HeldOut heldOut, Progress progress) throws IOException {
    writeDropped(prepared);
    for (Step step : steps) {
      if (step instanceof Step.WritePairs(Path file)) {
        requireFree(file, List.of()); // again: the work took a while
        try (SpoolReader documents = prepared.keptReader(number -> true)) {
          pairs(prepared, progress).write(documents, file);
        }
      } else if (step instanceof Step.WriteDocuments(OutputFormat format, Path file)) {
        requireFree(file, List.of());
        try (SpoolReader documents = prepared.keptReader(number -> true);
            SpoolReader validation = prepared.validationReader()) {
          DocumentFile.write(format, file, documents, heldOut::split, validation);
        }
      }
    }
  }

  /** Writes everything that was dropped, if that was asked for. */
  void writeDropped(PreparedCorpus prepared) throws IOException {
    for (Step step : steps) {
      if (step instanceof Step.WriteDropped(Path file)) {
        requireFree(file, List.of());
        prepared.writeDropped(file, inputs.problems());
      }
    }
  }

  /** Writes masked-ending pairs. */
  PairFile pairs(PreparedCorpus prepared, Progress progress) {
    return new PairFile(
        options.spans(), options.seed(), work.threads(), progress, prepared.documents().bytes());
  }
}
