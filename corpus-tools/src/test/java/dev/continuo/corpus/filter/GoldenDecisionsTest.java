package dev.continuo.corpus.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Decisions beside those of datatrove's own filters, which {@code golden.py} wrote down. */
class GoldenDecisionsTest {

  /** What datatrove calls the reasons. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("gopher_short_doc", "gopher-too-few-words"),
          Map.entry("gopher_long_doc", "gopher-too-many-words"),
          Map.entry("gopher_below_avg_threshold", "gopher-short-words"),
          Map.entry("gopher_above_avg_threshold", "gopher-long-words"),
          Map.entry("gopher_too_many_hashes", "gopher-hash-signs"),
          Map.entry("gopher_too_many_ellipsis", "gopher-ellipses"),
          Map.entry("gopher_too_many_bullets", "gopher-list-items"),
          Map.entry("gopher_too_many_end_ellipsis", "gopher-broken-off-lines"),
          Map.entry("gopher_below_alpha_threshold", "gopher-few-letters"),
          Map.entry("gopher_enough_stop_words", "gopher-few-stop-words"),
          Map.entry("dup_para_frac", "gopher-repeated-paragraphs"),
          Map.entry("dup_para_char_frac", "gopher-repeated-paragraph-characters"),
          Map.entry("dup_line_frac", "gopher-repeated-lines"),
          Map.entry("dup_line_char_frac", "gopher-repeated-line-characters"),
          Map.entry("top_2_gram", "gopher-frequent-2-gram"),
          Map.entry("top_3_gram", "gopher-frequent-3-gram"),
          Map.entry("top_4_gram", "gopher-frequent-4-gram"),
          Map.entry("duplicated_5_n_grams", "gopher-repeated-5-grams"),
          Map.entry("too_few_sentences", "c4-too-few-sentences"),
          Map.entry("lorem_ipsum", "c4-lorem-ipsum"),
          Map.entry("curly_bracket", "c4-curly-bracket"),
          Map.entry("line_punct_ratio", "fineweb-unpunctuated-lines"),
          Map.entry("short_line_ratio", "fineweb-short-lines"),
          Map.entry("char_dup_ratio", "fineweb-repeated-lines"),
          Map.entry("list_ratio", "fineweb-line-breaks"));

  @Test
  void gopherDecidesAsDatatrove() throws IOException {
    assertSame(new GopherFilter(), "gopher");
  }

  @Test
  void c4DecidesAsDatatroveAndKeepsTheSameLines() throws IOException {
    assertSame(new C4Filter(), "c4");
  }

  @Test
  void fineWebDecidesAsDatatrove() throws IOException {
    assertSame(new FineWebFilter(), "fineweb");
  }

  private static void assertSame(DocumentStep step, String field) throws IOException {
    List<JsonNode> cases = cases();
    assertThat(cases).hasSizeGreaterThan(50);
    for (JsonNode golden : cases) {
      if (golden.path(field).isNull()) {
        continue;
      }
      String text = golden.path("text").asText();
      String reason = golden.path(field).asText();
      StepResult expected =
          reason.isEmpty()
              ? new StepResult.Keep(
                  new Document("d", golden.path(field + "_text").asText(text)).withLanguage("en"))
              : new StepResult.Drop(Objects.requireNonNull(REASONS.get(reason), reason));
      if (field.equals("c4") && reason.isEmpty() && golden.path("c4_text").isNull()) {
        expected = new StepResult.Keep(new Document("d", text).withLanguage("en"));
      }
      assertThat(step.apply(new Document("d", text).withLanguage("en")))
          .as(text)
          .isEqualTo(expected);
    }
  }

  private static List<JsonNode> cases() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    GoldenDecisionsTest.class.getResourceAsStream("/filter/golden.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        cases.add(mapper.readTree(line));
      }
    }
    return cases;
  }
}
