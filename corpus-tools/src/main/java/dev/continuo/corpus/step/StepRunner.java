package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.DocumentSummary;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
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
import java.util.function.Function;

/** Takes batches through the steps that look at one document at a time. One for each thread. */
final class StepRunner implements Function<Batch, BatchResult> {

  private final List<DocumentStep> steps;
  private final boolean keepsDropped;

  StepRunner(List<DocumentStep> steps, boolean keepsDropped) {
    this.steps = steps;
    this.keepsDropped = keepsDropped;
  }

  @Override
  public BatchResult apply(Batch batch) {
    Sheet sheet = new Sheet();
    sheet.counts.flow(BuildCounts.READ, new StepCounts(0, batch.bytes(), 0, 0));
    sheet.counts.repaired(batch.repaired());
    batch.guessed().forEach(encoding -> sheet.counts.guessed(encoding.name(), 1));
    try {
      for (Batch.Item item : batch.items()) {
        switch (item) {
          case Batch.Found(Document document, int source) -> {
            if (run(document, sheet)) {
              SourceRun.add(source, sheet.sources);
            }
          }
          case Batch.Lost(var problem) -> {
            sheet.counts.problem(problem);
            if (keepsDropped) {
              sheet.dropped.write(DroppedLine.of(problem));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BatchResult(
        sheet.sources,
        sheet.documents.toByteArray(),
        sheet.summaries,
        sheet.dropped.toByteArray(),
        sheet.counts,
        batch.end());
  }

  /** Whether a document is kept. */
  private boolean run(Document document, Sheet sheet) throws IOException {
    Document current = document;
    byte[] utf8 = current.text().getBytes(StandardCharsets.UTF_8);
    sheet.counts.flow(BuildCounts.READ, new StepCounts(1, 0, 1, utf8.length));
    for (DocumentStep step : steps) {
      switch (step.apply(current)) {
        case StepResult.Keep(Document kept) -> {
          int before = utf8.length;
          if (!kept.text().equals(current.text())) {
            utf8 = kept.text().getBytes(StandardCharsets.UTF_8);
          }
          sheet.counts.flow(step.name(), new StepCounts(1, before, 1, utf8.length));
          current = kept;
        }
        case StepResult.Drop(String reason) -> {
          sheet.counts.flow(step.name(), new StepCounts(1, utf8.length, 0, 0));
          sheet.counts.drop(reason, 1);
          if (keepsDropped) {
            sheet.dropped.write(DroppedLine.of(current, reason));
          }
          return false;
        }
      }
    }
    SpoolRecord.write(current, utf8, sheet.records);
    sheet.summaries.add(new DocumentSummary(Digest.of(utf8), utf8.length, current.language()));
    return true;
  }

  /** What comes together for a batch. */
  private static final class Sheet {

    final ByteArrayOutputStream documents = new ByteArrayOutputStream();
    final DataOutputStream records = new DataOutputStream(documents);
    final ByteArrayOutputStream dropped = new ByteArrayOutputStream();
    final List<SourceRun> sources = new ArrayList<>();
    final List<DocumentSummary> summaries = new ArrayList<>();
    final BuildCounts counts = new BuildCounts();
  }
}
