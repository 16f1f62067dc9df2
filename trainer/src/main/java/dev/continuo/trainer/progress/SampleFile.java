package dev.continuo.trainer.progress;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code samples.jsonl}: how the net continued one and the same prompt at its evaluations. */
public final class SampleFile {

  /** Its name in a run's own folder. */
  public static final String NAME = "samples.jsonl";

  private static final String PROMPT = "prompt";
  private static final String CONTINUATION = "continuation";
  private static final String VERBATIM = "verbatim";

  /**
   * A continuation by the weights after some step.
   *
   * @param verbatim how much of it stands in the training text; null where there is no index of it
   */
  public record Sample(
      long step, String prompt, String continuation, @Nullable VerbatimTokens verbatim) {

    /** One that is not compared with the training text. */
    public Sample(long step, String prompt, String continuation) {
      this(step, prompt, continuation, null);
    }
  }

  private final StepLines lines;

  /** Starts or continues a file; samples of steps after the given one go. */
  public SampleFile(Path file, long step) {
    lines = new StepLines(file, step);
  }

  /** Adds a sample. */
  public void add(Sample sample) {
    lines.append(line(sample));
  }

  /** Writes all samples of a run anew. */
  public static void write(Path file, List<Sample> samples) {
    StepLines.write(file, samples.stream().map(SampleFile::line).toList());
  }

  private static ObjectNode line(Sample sample) {
    ObjectNode line = StepLines.of(sample.step());
    line.put(PROMPT, sample.prompt()).put(CONTINUATION, sample.continuation());
    if (sample.verbatim() != null) {
      sample.verbatim().write(line.putObject(VERBATIM));
    }
    return line;
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
                  new Sample(
                      step,
                      line.path(PROMPT).asText(),
                      line.path(CONTINUATION).asText(),
                      VerbatimTokens.read(line.path(VERBATIM))));
            });
    return samples;
  }
}
