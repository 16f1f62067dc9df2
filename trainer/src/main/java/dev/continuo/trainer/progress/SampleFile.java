package dev.continuo.trainer.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code samples.jsonl}: how the net continued one and the same prompt at its evaluations. */
public final class SampleFile {

  /** Its name in a run's own folder. */
  public static final String NAME = "samples.jsonl";

  private static final String PROMPT = "prompt";
  private static final String CONTINUATION = "continuation";

  /** A continuation by the weights after some step. */
  public record Sample(long step, String prompt, String continuation) {}

  private final StepLines lines;

  /** Starts or continues a file; samples of steps after the given one go. */
  public SampleFile(Path file, long step) {
    lines = new StepLines(file, step);
  }

  /** Adds a sample. */
  public void add(Sample sample) {
    ObjectNode line = StepLines.of(sample.step());
    lines.append(line.put(PROMPT, sample.prompt()).put(CONTINUATION, sample.continuation()));
  }

  /** The samples of a run, without those of steps that it went back before. */
  public static List<Sample> read(Path file) {
    List<Sample> samples = new ArrayList<>();
    StepLines.read(file, number -> {})
        .forEach(
            line -> {
              long step = line.path("step").asLong();
              while (!samples.isEmpty() && samples.getLast().step() >= step) {
                samples.removeLast();
              }
              samples.add(
                  new Sample(step, line.path(PROMPT).asText(), line.path(CONTINUATION).asText()));
            });
    return samples;
  }
}
