package dev.continuo.corpus.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.report.ReportDetails.Amount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The details of a report in {@code corpus.json}. */
final class DetailsJson {

  private DetailsJson() {}

  /**
   * Adds them to a report. Only what is kept is ever tokenized: the tokens of the steps before are
   * their bytes times the tokens that a kept byte has.
   */
  static void write(CorpusReport report, ObjectNode json) {
    ReportDetails details = report.details();
    ObjectNode steps = json.putObject("stages");
    details
        .steps()
        .forEach(
            (name, counts) -> {
              ObjectNode step = steps.putObject(name);
              step.put("documents_in", counts.documentsIn());
              step.put("documents_out", counts.documentsOut());
              step.put("bytes_in", counts.bytesIn());
              step.put("bytes_out", counts.bytesOut());
              if (!name.equals(BuildCounts.READ)) {
                step.put("tokens_in_estimate", tokens(report, counts.bytesIn()));
              }
              step.put("tokens_out_estimate", tokens(report, counts.bytesOut()));
            });
    ObjectNode languages = json.putObject("languages");
    details
        .languages()
        .forEach(
            (name, share) ->
                languages
                    .putObject(name)
                    .put("documents", share.documents())
                    .put("bytes", share.bytes()));
    for (Cluster cluster : details.largestClusters()) {
      json.withArray("largest_clusters")
          .addObject()
          .put("document", cluster.document())
          .put("documents", cluster.documents())
          .put("begins", cluster.begins());
    }
    ObjectNode guessed = json.putObject("guessed_encodings");
    details.guessedEncodings().forEach(guessed::put);
    json.put("repaired", details.repaired());
    details.problems().forEach(problem -> json.withArray("problems").add(problem));
  }

  /** About how many tokens some bytes of text have. */
  private static long tokens(CorpusReport report, long bytes) {
    return Math.round(bytes * report.tokensPerByte());
  }

  static ReportDetails read(JsonNode json) {
    Map<String, StepCounts> steps = new LinkedHashMap<>();
    json.path("stages").properties().forEach(e -> steps.put(e.getKey(), counts(e.getValue())));
    SortedMap<String, Amount> languages = new TreeMap<>();
    json.path("languages")
        .properties()
        .forEach(
            e ->
                languages.put(
                    e.getKey(),
                    new Amount(
                        e.getValue().path("documents").asLong(),
                        e.getValue().path("bytes").asLong())));
    List<Cluster> clusters = new ArrayList<>();
    for (JsonNode cluster : json.path("largest_clusters")) {
      clusters.add(
          new Cluster(
              cluster.path("document").asText(),
              cluster.path("documents").asLong(),
              cluster.path("begins").asText()));
    }
    SortedMap<String, Long> guessed = new TreeMap<>();
    json.path("guessed_encodings")
        .properties()
        .forEach(e -> guessed.put(e.getKey(), e.getValue().asLong()));
    List<String> problems = new ArrayList<>();
    json.path("problems").forEach(problem -> problems.add(problem.asText()));
    return new ReportDetails(
        steps, languages, clusters, guessed, json.path("repaired").asLong(), problems);
  }

  private static StepCounts counts(JsonNode step) {
    return new StepCounts(
        step.path("documents_in").asLong(),
        step.path("bytes_in").asLong(),
        step.path("documents_out").asLong(),
        step.path("bytes_out").asLong());
  }
}
