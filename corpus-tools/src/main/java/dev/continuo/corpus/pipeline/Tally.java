package dev.continuo.corpus.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.read.ReadProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counts of documents on their way: they can be added up, and kept as JSON. */
final class Tally {

  /** The first row of a report. */
  static final String READ = "read";

  /** How many problems are kept in full, besides the first of each kind; all are counted. */
  private static final int PROBLEMS = 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final SortedMap<String, Long> dropped = new TreeMap<>();
  private final Map<String, Flow> flows = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final SortedMap<String, Long> guessed = new TreeMap<>();
  private long repaired;

  private record Problem(String reason, String line) {}

  void drop(String reason, long count) {
    if (count > 0) {
      dropped.merge(reason, count, Long::sum);
    }
  }

  void flow(String stage, Flow flow) {
    flows.merge(stage, flow, Flow::plus);
  }

  /** Something that could not be read: a document that came in and was dropped. */
  void problem(ReadProblem problem) {
    flow(READ, new Flow(1, 0, 0, 0));
    drop(problem.reason(), 1);
    remember(new Problem(problem.reason(), problem.describe()));
  }

  void repaired(long documents) {
    repaired += documents;
  }

  /** Files whose encoding was guessed. */
  void guessed(String encoding, long files) {
    guessed.merge(encoding, files, Long::sum);
  }

  private void remember(Problem problem) {
    if (problems.size() < PROBLEMS
        || problems.stream().noneMatch(known -> known.reason().equals(problem.reason()))) {
      problems.add(problem);
    }
  }

  void add(Tally other) {
    other.dropped.forEach(this::drop);
    other.flows.forEach(this::flow);
    other.problems.forEach(this::remember);
    other.guessed.forEach(this::guessed);
    repaired += other.repaired;
  }

  long documentsIn() {
    return flows.getOrDefault(READ, Flow.NONE).documentsIn();
  }

  /** The bytes of the files read. */
  long bytesIn() {
    return flows.getOrDefault(READ, Flow.NONE).bytesIn();
  }

  SortedMap<String, Long> dropped() {
    return dropped;
  }

  /** What each stage did, in the order of the stages. */
  Map<String, Flow> flows() {
    return flows;
  }

  /** The first problem of each kind, followed by more of the earliest ones. */
  List<String> problems() {
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
  SortedMap<String, Long> guessed() {
    return guessed;
  }

  /** The documents that had bytes replaced which were no characters. */
  long repaired() {
    return repaired;
  }

  JsonNode toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.set("dropped", MAPPER.valueToTree(dropped));
    ObjectNode stages = json.putObject("stages");
    flows.forEach(
        (name, flow) ->
            stages
                .putArray(name)
                .add(flow.documentsIn())
                .add(flow.bytesIn())
                .add(flow.documentsOut())
                .add(flow.bytesOut()));
    ArrayNode kept = json.putArray("problems");
    problems.forEach(problem -> kept.addArray().add(problem.reason()).add(problem.line()));
    json.set("guessed", MAPPER.valueToTree(guessed));
    json.put("repaired", repaired);
    return json;
  }

  static Tally fromJson(JsonNode json) {
    Tally tally = new Tally();
    json.path("dropped").properties().forEach(e -> tally.drop(e.getKey(), e.getValue().asLong()));
    json.path("stages")
        .properties()
        .forEach(
            e -> {
              JsonNode flow = e.getValue();
              tally.flow(
                  e.getKey(),
                  new Flow(
                      flow.path(0).asLong(),
                      flow.path(1).asLong(),
                      flow.path(2).asLong(),
                      flow.path(3).asLong()));
            });
    json.path("problems")
        .forEach(
            problem ->
                tally.remember(new Problem(problem.path(0).asText(), problem.path(1).asText())));
    json.path("guessed")
        .properties()
        .forEach(e -> tally.guessed(e.getKey(), e.getValue().asLong()));
    tally.repaired = json.path("repaired").asLong();
    return tally;
  }
}
