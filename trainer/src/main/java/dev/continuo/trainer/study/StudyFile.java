package dev.continuo.trainer.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.AtomicFile;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code study.json}: what a study was asked, the runs that it has made, and what follows from
 * them.
 *
 * @param version of this format
 * @param kind scaling, sizes or seeds
 * @param settings its settings, as a person writes them
 * @param text the fingerprint of the training shard
 * @param runs those that are finished, in order
 * @param findings what was planned, predicted and found, by name
 */
record StudyFile(
    int version,
    String kind,
    SortedMap<String, String> settings,
    String text,
    List<StudyRun> runs,
    ObjectNode findings) {

  static final String NAME = "study.json";

  private static final int VERSION = 1;

  static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  StudyFile {
    settings = new TreeMap<>(settings);
    runs = List.copyOf(runs);
  }

  /** A study that has just begun. */
  static StudyFile of(String kind, SortedMap<String, String> settings, String text) {
    return new StudyFile(VERSION, kind, settings, text, List.of(), JSON.createObjectNode());
  }

  /** With a run more, or in place of the one of its name. */
  StudyFile with(StudyRun run) {
    List<StudyRun> more = new ArrayList<>(runs);
    more.removeIf(had -> had.name().equals(run.name()));
    more.add(run);
    return new StudyFile(version, kind, settings, text, more, findings);
  }

  /**
   * Refuses to go on with a study that asks something else.
   *
   * @throws TrainingException names the first difference
   */
  void requireSame(Path file, StudyFile asked) {
    differs(file, "the study", kind, asked.kind);
    differs(file, "the text", text, asked.text);
    SortedMap<String, String> all = new TreeMap<>(settings);
    asked.settings.keySet().forEach(name -> all.putIfAbsent(name, ""));
    for (String name : all.keySet()) {
      differs(
          file,
          name,
          settings.getOrDefault(name, "not set"),
          asked.settings.getOrDefault(name, "not set"));
    }
  }

  private static void differs(Path file, String what, String had, String asked) {
    if (!had.equals(asked)) {
      throw new TrainingException(
          "%s: this is not the study that began here: %s was %s, is %s now; choose another folder"
              .formatted(file, what, had, asked));
    }
  }

  static StudyFile read(Path file) {
    try {
      StudyFile study = JSON.readValue(Files.readAllBytes(file), StudyFile.class);
      if (study == null || study.version() != VERSION) {
        throw new TrainingException(
            file + ": expected version " + VERSION + " of a study's file; choose another folder");
      }
      return study;
    } catch (JsonProcessingException e) {
      throw new TrainingException(
          file + ": is not a study's file; choose another folder, or move it away", e);
    } catch (IOException e) {
      throw new TrainingException(file + ": cannot be read (" + e + ")", e);
    }
  }

  void write(Path file) {
    try {
      AtomicFile.write(
          file, (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written as JSON: " + this, e);
    }
  }
}
