package dev.continuo.corpus.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.report.CorpusReport.Part;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A report as {@code corpus.json}. */
public final class ReportJson {

  private static final int VERSION = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ReportJson() {}

  public static String write(CorpusReport report) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION);
    json.put("documents_in", report.documentsIn());
    json.put("documents_kept", report.documentsKept());
    ObjectNode dropped = json.putObject("dropped");
    report.dropped().forEach(dropped::put);
    json.put("bytes_in", report.bytesIn());
    json.put("tokens_out", report.tokensOut());
    write(report.training(), json.putObject("training"));
    write(report.validation(), json.putObject("validation"));
    json.put("vocabulary_size", report.vocabularySize());
    json.put("split", report.split());
    json.put("validation_from", report.validationFrom());
    json.put("held_out", report.heldOut());
    json.put("seed", report.seed());
    json.put("fingerprint", report.fingerprint());
    json.put("tokens_per_byte", report.tokensPerByte());
    json.put("unique_tokens", report.uniqueTokens());
    json.put("epochs", CorpusReport.EPOCHS);
    DetailsJson.write(report, json);
    return json.toPrettyString() + "\n";
  }

  private static void write(Part part, ObjectNode json) {
    json.put("documents", part.documents());
    json.put("bytes", part.bytes());
    json.put("tokens", part.tokens());
    json.put("spans", part.spans());
    json.put("characters", part.characters());
    json.put("unknown_characters", part.unknown());
  }

  public static CorpusReport read(Path file, String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.path("version").asInt() != VERSION) {
        throw new CorpusException(
            String.format(
                Locale.ROOT,
                "%s: version: expected %d, found %s; build the corpus again",
                file,
                VERSION,
                json.path("version")));
      }
      SortedMap<String, Long> dropped = new TreeMap<>();
      json.path("dropped")
          .properties()
          .forEach(e -> dropped.put(e.getKey(), e.getValue().asLong()));
      return new CorpusReport(
          json.path("documents_in").asLong(),
          dropped,
          json.path("bytes_in").asLong(),
          part(json.path("training")),
          part(json.path("validation")),
          json.path("vocabulary_size").asInt(),
          json.path("split").asText(),
          json.path("validation_from").asText(),
          json.path("held_out").asText(),
          json.path("seed").asLong(),
          json.path("fingerprint").asText(),
          DetailsJson.read(json));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new CorpusException(
          file + ": expected a corpus report, found: " + reason + "; build the corpus again", e);
    }
  }

  private static Part part(JsonNode json) {
    return new Part(
        json.path("documents").asLong(),
        json.path("bytes").asLong(),
        json.path("tokens").asLong(),
        json.path("spans").asLong(),
        json.path("characters").asLong(),
        json.path("unknown_characters").asLong());
  }
}
