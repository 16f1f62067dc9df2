package dev.continuo.trainer.checkpoint;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.EnumNamingStrategies;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.EnumNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.TrainingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: a run's configuration and what came of it.
 *
 * @param version of this format
 * @param training the resolved configuration
 * @param corpus fingerprints of the shards
 * @param from the model folder that the first weights came from; absent where they are random
 * @param parameters the number of weights
 * @param versions of what computed
 * @param index what the index of the training text cost; absent where there is none
 * @param outcome what came of it; absent while the run goes
 */
public record RunFile(
    int version,
    TrainingConfig training,
    Corpus corpus,
    @Nullable String from,
    long parameters,
    SortedMap<String, String> versions,
    @Nullable Index index,
    @Nullable Outcome outcome) {

  /** Its name in a run's own folder. */
  public static final String NAME = "run.json";

  /** The version that this class reads and writes. */
  public static final int VERSION = 3;

  /** The key of the rule of divergence in older files. */
  private static final String OLD_DIVERGENCE = "care";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .addMixIn(Budget.class, BudgetByField.class)
          .addMixIn(Optimization.class, OptimizationByField.class)
          .addMixIn(Optimization.AdamW.class, Plain.class)
          .addMixIn(DevicePreference.class, SmallLetters.class)
          .build();

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({@JsonSubTypes.Type(Budget.Steps.class), @JsonSubTypes.Type(Budget.Minutes.class)})
  private interface BudgetByField {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
  @JsonSubTypes({
    @JsonSubTypes.Type(Optimization.AdamW.class),
    @JsonSubTypes.Type(Optimization.Muon.class)
  })
  private interface OptimizationByField {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NONE)
  private interface Plain {}

  @EnumNaming(EnumNamingStrategies.LowerCamelCaseStrategy.class)
  private interface SmallLetters {}

  /**
   * The shards that a run trains on.
   *
   * @param folder where they lie; absent where they are the run's own
   * @param trainingFingerprint the checksum of the training shard
   * @param validationFingerprint the checksum of the validation shard
   */
  public record Corpus(
      @Nullable String folder, String trainingFingerprint, String validationFingerprint) {}

  /**
   * The index of the training text.
   *
   * @param bytes of its files
   * @param seconds that it took
   */
  public record Index(long bytes, double seconds) {}

  /**
   * What came of a run. The losses are those of the weights that were kept: the best evaluated.
   *
   * @param valLoss nats per held-out token
   * @param valBitsPerByte bits per byte of held-out text
   * @param steps trained
   * @param tokens trained
   * @param seconds spent
   * @param bestStep the step whose weights were kept
   * @param verdict what the learning curve says
   */
  public record Outcome(
      double valLoss,
      double valBitsPerByte,
      long steps,
      long tokens,
      double seconds,
      long bestStep,
      String verdict) {}

  /** This run with its outcome. */
  public RunFile with(Outcome newOutcome) {
    return new RunFile(version, training, corpus, from, parameters, versions, index, newOutcome);
  }

  /** This run with another configuration and no outcome yet. */
  public RunFile with(TrainingConfig newTraining) {
    return new RunFile(version, newTraining, corpus, from, parameters, versions, index, null);
  }

  /** This run with an index of its training text. */
  public RunFile with(Index newIndex) {
    return new RunFile(version, training, corpus, from, parameters, versions, newIndex, outcome);
  }

  /** Reads a run's file. */
  public static RunFile read(Path file) {
    try {
      RunFile run = JSON.treeToValue(tree(file), RunFile.class);
      if (run == null || run.version() != VERSION) {
        throw new TrainingException(
            "%s: expected version %d; train anew with %s",
            file, VERSION, TrainingSettings.OVERWRITE);
      }
      return run;
    } catch (JsonProcessingException e) {
      throw new TrainingException(
          file + ": is not a run's file: " + firstLine(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read (" + e + ")", e);
    }
  }

  /** A run's file, with defaults for what older ones lack, and today's names. */
  private static JsonNode tree(Path file) throws IOException {
    JsonNode tree = JSON.readTree(Files.readAllBytes(file));
    if (tree.get("training") instanceof ObjectNode training && !training.has("resources")) {
      training.set("resources", JSON.valueToTree(TrainingConfig.Resources.AUTO));
    }
    if (tree.get("training") instanceof ObjectNode training && !training.has("engine")) {
      training.set("engine", JSON.valueToTree(TrainingConfig.Engine.CONTINUO));
    }
    if (tree instanceof ObjectNode run && !run.has("index")) {
      run.putNull("index");
    }
    if (tree.get("training") instanceof ObjectNode training && training.has(OLD_DIVERGENCE)) {
      training.set("divergence", training.remove(OLD_DIVERGENCE));
    }
    if (tree.at("/training/evaluation") instanceof ObjectNode evaluation
        && !evaluation.has("share")) {
      evaluation.putNull("share");
    }
    if (tree.at("/training/evaluation") instanceof ObjectNode evaluation
        && !evaluation.has("patience")) {
      evaluation.putNull("patience");
    }
    return tree;
  }

  /** Writes a run's file. */
  public void write(Path file) {
    writeJson(file, this);
  }

  /** An outcome as JSON on one line. */
  public static String json(Outcome outcome) {
    try {
      return JSON.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsString(outcome);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written as JSON: " + outcome, e);
    }
  }

  static void writeJson(Path file, Object value) {
    try {
      byte[] bytes = (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(file, bytes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written as JSON: " + value, e);
    }
  }

  static <T> T readJson(Path file, Class<T> type) {
    try {
      return JSON.readValue(Files.readAllBytes(file), type);
    } catch (IOException e) {
      throw new TrainingException(
          file + ": cannot be read: " + firstLine(String.valueOf(e.getMessage())), e);
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
