package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.Facts;
import dev.continuo.corpus.document.Digest;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.Stage;
import dev.continuo.corpus.document.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Takes batches through the stages that look at one document at a time. One for each thread. */
final class Judge implements Function<Batch, Judged> {

  private final List<Stage> stages;
  private final boolean keepsDropped;

  Judge(List<Stage> stages, boolean keepsDropped) {
    this.stages = stages;
    this.keepsDropped = keepsDropped;
  }

  @Override
  public Judged apply(Batch batch) {
    Sheet sheet = new Sheet();
    sheet.tally.flow(Tally.READ, new Flow(0, batch.bytes(), 0, 0));
    sheet.tally.repaired(batch.repaired());
    batch.guessed().forEach(encoding -> sheet.tally.guessed(encoding.name(), 1));
    try {
      for (Batch.Item item : batch.items()) {
        switch (item) {
          case Batch.Found(Document document, int source) -> {
            if (judge(document, sheet)) {
              SourceRun.add(source, sheet.sources);
            }
          }
          case Batch.Lost(var problem) -> {
            sheet.tally.problem(problem);
            if (keepsDropped) {
              sheet.dropped.write(DroppedLine.of(problem));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Judged(
        sheet.sources,
        sheet.documents.toByteArray(),
        sheet.facts,
        sheet.dropped.toByteArray(),
        sheet.tally,
        batch.end());
  }

  /** Whether a document is kept. */
  private boolean judge(Document document, Sheet sheet) throws IOException {
    Document current = document;
    byte[] utf8 = current.text().getBytes(StandardCharsets.UTF_8);
    sheet.tally.flow(Tally.READ, new Flow(1, 0, 1, utf8.length));
    for (Stage stage : stages) {
      switch (stage.judge(current)) {
        case Verdict.Keep(Document kept) -> {
          int before = utf8.length;
          if (!kept.text().equals(current.text())) {
            utf8 = kept.text().getBytes(StandardCharsets.UTF_8);
          }
          sheet.tally.flow(stage.name(), new Flow(1, before, 1, utf8.length));
          current = kept;
        }
        case Verdict.Drop(String reason) -> {
          sheet.tally.flow(stage.name(), new Flow(1, utf8.length, 0, 0));
          sheet.tally.drop(reason, 1);
          if (keepsDropped) {
            sheet.dropped.write(DroppedLine.of(current, reason));
          }
          return false;
        }
      }
    }
    SpoolRecord.write(current, utf8, sheet.records);
    sheet.facts.add(new Facts(Digest.of(utf8), utf8.length, current.language()));
    return true;
  }

  /** What comes together for a batch. */
  private static final class Sheet {

    final ByteArrayOutputStream documents = new ByteArrayOutputStream();
    final DataOutputStream records = new DataOutputStream(documents);
    final ByteArrayOutputStream dropped = new ByteArrayOutputStream();
    final List<SourceRun> sources = new ArrayList<>();
    final List<Facts> facts = new ArrayList<>();
    final Tally tally = new Tally();
  }
}
