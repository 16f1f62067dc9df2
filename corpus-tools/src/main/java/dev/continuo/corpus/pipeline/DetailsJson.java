package dev.continuo.corpus.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.pipeline.CorpusDetails.Share;
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
   * Adds them to a report. Only what is kept is ever tokenized: the tokens of the stages before are
   * their bytes times the tokens that a kept byte has.
   */
  static void write(CorpusReport report, ObjectNode json) {
    CorpusDetails details = report.details();
    ObjectNode stages = json.putObject("stages");
    details
        .stages()
        .forEach(
            (name, flow) -> {
              ObjectNode stage = stages.putObject(name);
              stage.put("documents_in", flow.documentsIn());
              stage.put("documents_out", flow.documentsOut());
              stage.put("bytes_in", flow.bytesIn());
              stage.put("bytes_out", flow.bytesOut());
              if (!name.equals(Tally.READ)) {
                stage.put("tokens_in_estimate", tokens(report, flow.bytesIn()));
              }
              stage.put("tokens_out_estimate", tokens(report, flow.bytesOut()));
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

  static CorpusDetails read(JsonNode json) {
    Map<String, Flow> stages = new LinkedHashMap<>();
    json.path("stages").properties().forEach(e -> stages.put(e.getKey(), flow(e.getValue())));
    SortedMap<String, Share> languages = new TreeMap<>();
    json.path("languages")
        .properties()
        .forEach(
            e ->
                languages.put(
                    e.getKey(),
                    new Share(
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
    return new CorpusDetails(
        stages, languages, clusters, guessed, json.path("repaired").asLong(), problems);
  }

  private static Flow flow(JsonNode stage) {
    return new Flow(
        stage.path("documents_in").asLong(),
        stage.path("bytes_in").asLong(),
        stage.path("documents_out").asLong(),
        stage.path("bytes_out").asLong());
  }
}
