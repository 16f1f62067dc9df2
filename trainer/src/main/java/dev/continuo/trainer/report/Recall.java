package dev.continuo.trainer.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.progress.SampleFile;
import dev.continuo.trainer.progress.SampleFile.Sample;
import dev.continuo.trainer.progress.VerbatimTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a net recalls its training text or generalizes: how much of what it wrote stands there
 * verbatim, beside how much of real text that it was not trained on.
 *
 * @param samples what it wrote, as far as it was compared with the training text
 * @param heldOut how much of held-out text stands in the training text; null where there is no
 *     index
 */
public record Recall(List<Sample> samples, @Nullable VerbatimTokens heldOut) {

  private static final String INDEX = "trace.json";
  private static final JsonMapper JSON = new JsonMapper();

  /** A sample is recalled if it has so much larger a share in spans than held-out text. */
  private static final double RECALLED = 0.3;

  /** A shorter sample says nothing, nor do fewer of them. */
  private static final int LEAST_TOKENS = 32;

  private static final int LEAST_SAMPLES = 2;

  public Recall {
    samples = List.copyOf(samples);
  }

  /** That of a run; without samples where its text is not indexed. */
  public static Recall read(RunPaths run) {
    VerbatimTokens heldOut = heldOut(run);
    return heldOut == null
        ? new Recall(List.of(), null)
        : new Recall(
            SampleFile.read(run.samples()).stream()
                .filter(sample -> sample.verbatim() != null)
                .toList(),
            heldOut);
  }

  private static @Nullable VerbatimTokens heldOut(RunPaths run) {
    try {
      JsonNode index =
          Files.exists(run.trace().resolve(INDEX))
              ? JSON.readTree(Files.readAllBytes(run.trace().resolve(INDEX)))
              : JSON.missingNode();
      return VerbatimTokens.read(index.path("held_out"));
    } catch (IOException e) {
      throw new TrainingException(
          run.trace().resolve(INDEX)
              + ": cannot be read ("
              + e
              + "); make it anew with continuo trace -m RUN --index",
          e);
    }
  }

  /** The verdict, where the last samples are recalled; all of them since the step that it names. */
  public Optional<String> verdict() {
    if (heldOut == null) {
      return Optional.empty();
    }
    List<Sample> whole =
        samples.stream().filter(sample -> tokens(sample).tokens() >= LEAST_TOKENS).toList();
    int first = whole.size();
    VerbatimTokens recalled = new VerbatimTokens(0, 0, 0, 0);
    while (first > 0 && tokens(whole.get(first - 1)).share16() >= heldOut.share16() + RECALLED) {
      first--;
      recalled = recalled.plus(tokens(whole.get(first)));
    }
    return whole.size() - first < LEAST_SAMPLES
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "writes from memory since step %,d: %.0f %% of its samples stand verbatim in the"
                    + " training text in spans of 16 tokens or more, beside %.0f %% of held-out text",
                whole.get(first).step(),
                100 * recalled.share16(),
                100 * heldOut.share16()));
  }

  private static VerbatimTokens tokens(Sample sample) {
    VerbatimTokens tokens = sample.verbatim();
    return tokens == null ? new VerbatimTokens(0, 0, 0, 0) : tokens;
  }
}
