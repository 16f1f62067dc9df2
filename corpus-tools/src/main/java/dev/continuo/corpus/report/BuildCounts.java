package dev.continuo.corpus.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.read.ReadProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts of documents by step and drop reason, which can be added up and kept as JSON. */
public final class BuildCounts {

  /** The first row of a report. */
  public static final String READ = "read";

  /** How many problems are kept in full, besides the first of each kind; all are counted. */
  private static final int PROBLEMS = 20;

  /** More different reasons are refused: each takes memory and a row of the report. */
  private static final int REASONS = 1_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SortedMap<String, Long> dropped = new TreeMap<>();
  private final Map<String, StepCounts> steps = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, Long> guessed = new TreeMap<>();
  private long repaired;

  private record Problem(String reason, String line) {}

  public void drop(String reason, long count) {
    if (count > 0) {
      dropped.merge(reason, count, Long::sum);
      if (dropped.size() > REASONS) {
        throw new CorpusException(
            "expected at most %s different reasons to drop documents, found more, such as \"%s\";"
                    .formatted(REASONS, reason)
                + " a reason is a kind, not a single document");
      }
    }
  }

  public void step(String name, StepCounts counts) {
    steps.merge(name, counts, StepCounts::plus);
  }

  /** Something that could not be read: a document that came in and was dropped. */
  public void problem(ReadProblem problem) {
    step(READ, new StepCounts(1, 0, 0, 0));
    drop(problem.reason(), 1);
    remember(new Problem(problem.reason(), problem.describe()));
  }

  public void repaired(long documents) {
    repaired += documents;
  }

  /** Files whose encoding was guessed. */
  public void guessed(String encoding, long files) {
    guessed.merge(encoding, files, Long::sum);
  }

  private void remember(Problem problem) {
    if (problems.size() < PROBLEMS
        || problems.stream().noneMatch(known -> known.reason().equals(problem.reason()))) {
      problems.add(problem);
    }
  }

  public void add(BuildCounts other) {
    other.dropped.forEach(this::drop);
    other.steps.forEach(this::step);
    other.problems.forEach(this::remember);
    other.guessed.forEach(this::guessed);
    repaired += other.repaired;
  }

  public long documentsIn() {
    return steps.getOrDefault(READ, StepCounts.NONE).documentsIn();
  }

  /** The bytes of the files read. */
  public long bytesIn() {
    return steps.getOrDefault(READ, StepCounts.NONE).bytesIn();
  }

  public SortedMap<String, Long> dropped() {
    return dropped;
  }

  /** What each step did, in the order of the steps. */
  public Map<String, StepCounts> steps() {
    return steps;
  }

  /** The first problem of each kind, followed by more of the earliest ones. */
  public List<String> problems() {
    Set<String> kinds = new HashSet<>();
    List<String> firsts = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Problem problem : problems) {
      (kinds.add(problem.reason()) ? firsts : others).add(problem.line());
    }
    firsts.addAll(others);
    return List.copyOf(firsts);
  }

  /** The files whose encoding was guessed, by encoding. */
  public SortedMap<String, Long> guessed() {
    return guessed;
  }

  /** The documents that had bytes replaced which were no characters. */
  public long repaired() {
    return repaired;
  }

  public JsonNode toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("dropped", MAPPER.valueToTree(dropped));
    ObjectNode rows = json.putObject("steps");
    steps.forEach(
        (name, step) ->
            rows.putArray(name)
                .add(step.documentsIn())
                .add(step.bytesIn())
                .add(step.documentsOut())
                .add(step.bytesOut()));
    ArrayNode kept = json.putArray("problems");
    problems.forEach(problem -> kept.addArray().add(problem.reason()).add(problem.line()));
    json.set("guessed", MAPPER.valueToTree(guessed));
    json.put("repaired", repaired);
    return json;
  }

  public static BuildCounts fromJson(JsonNode json) {
    BuildCounts counts = new BuildCounts();
    json.path("dropped").properties().forEach(e -> counts.drop(e.getKey(), e.getValue().asLong()));
    json.path("steps")
        .properties()
        .forEach(
            e -> {
              JsonNode step = e.getValue();
              counts.step(
                  e.getKey(),
                  new StepCounts(
                      step.path(0).asLong(),
                      step.path(1).asLong(),
                      step.path(2).asLong(),
                      step.path(3).asLong()));
            });
    json.path("problems")
        .forEach(
            problem ->
                counts.remember(new Problem(problem.path(0).asText(), problem.path(1).asText())));
    json.path("guessed")
        .properties()
        .forEach(e -> counts.guessed(e.getKey(), e.getValue().asLong()));
    counts.repaired = json.path("repaired").asLong();
    return counts;
  }
}
