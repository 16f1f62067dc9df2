package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.DropReason;
import dev.continuo.corpus.document.Failures;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.corpus.report.BuildCounts;
import dev.continuo.corpus.report.DroppedLine;
import dev.continuo.corpus.report.StepCounts;
import dev.continuo.corpus.work.SourceRun;
import dev.continuo.corpus.work.SpoolRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Runs the steps that look at one document at a time on batches. One for each thread. */
final class StepRunner implements Function<Batch, BatchResult> {

  /** A step of this thread, with its name in the list of steps. */
  private record Named(String name, DocumentStep step) {}

  private final List<Named> steps;
  private final boolean keepsDropped;

  StepRunner(List<Step.EachDocument> steps, boolean keepsDropped) {
    this.steps = steps.stream().map(step -> new Named(step.name(), step.maker().get())).toList();
    this.keepsDropped = keepsDropped;
  }

  @Override
  public BatchResult apply(Batch batch) {
    Results results = new Results();
    results.counts.step(BuildCounts.READ, new StepCounts(0, batch.bytes(), 0, 0));
    results.counts.repaired(batch.repaired());
    batch.guessed().forEach(encoding -> results.counts.guessed(encoding.name(), 1));
    try {
      for (Batch.Item item : batch.items()) {
        switch (item) {
          case Batch.Found(Document document, int source) -> {
            if (run(document, results)) {
              SourceRun.add(source, results.sources);
            }
          }
          case Batch.Lost(var problem) -> {
            results.counts.problem(problem);
            if (keepsDropped) {
              results.dropped.write(DroppedLine.of(problem));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BatchResult(
        results.sources,
        results.documents.toByteArray(),
        results.summaries,
        results.dropped.toByteArray(),
        results.counts,
        batch.end());
  }

  /** Whether a document is kept. */
  private boolean run(Document document, Results results) throws IOException {
    Document current = document;
    byte[] utf8 = current.text().getBytes(StandardCharsets.UTF_8);
    results.counts.step(BuildCounts.READ, new StepCounts(1, 0, 1, utf8.length));
    for (Named step : steps) {
      switch (apply(step, current)) {
        case StepResult.Keep(Document kept) -> {
          int before = utf8.length;
          if (!kept.text().equals(current.text())) {
            utf8 = kept.text().getBytes(StandardCharsets.UTF_8);
          }
          results.counts.step(step.name(), new StepCounts(1, before, 1, utf8.length));
          current = kept;
        }
        case StepResult.Drop(DropReason reason) -> {
          results.counts.step(step.name(), new StepCounts(1, utf8.length, 0, 0));
          results.counts.drop(reason.name(), 1);
          if (keepsDropped) {
            results.dropped.write(DroppedLine.of(current, reason.name()));
          }
          return false;
        }
      }
    }
    SpoolRecord.write(current, utf8, results.records);
    results.summaries.add(new DocumentSummary(Digest.of(utf8), utf8.length, current.language()));
    return true;
  }

  private static StepResult apply(Named step, Document document) {
    try {
      return Objects.requireNonNull(step.step().apply(document), "it returned null");
    } catch (RuntimeException | Error e) {
      Failures.rethrowFatal(e);
      throw new CorpusException(
          "%s: the step \"%s\" failed on this document: %s; correct the step and run the same again"
              .formatted(document.id(), step.name(), Failures.describe(e)),
          e);
    }
  }

  /** The results for a batch. */
  private static final class Results {

    final ByteArrayOutputStream documents = new ByteArrayOutputStream();
    final DataOutputStream records = new DataOutputStream(documents);
    final ByteArrayOutputStream dropped = new ByteArrayOutputStream();
    final List<SourceRun> sources = new ArrayList<>();
    final List<DocumentSummary> summaries = new ArrayList<>();
    final BuildCounts counts = new BuildCounts();
  }
}
