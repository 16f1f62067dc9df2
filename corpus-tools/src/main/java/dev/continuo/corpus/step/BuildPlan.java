package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.hash.Digest;
import dev.continuo.corpus.read.Format;
import dev.continuo.corpus.read.Formats;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.corpus.work.Plan;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The plans of a build's intermediate results, from all that they depend on. */
final class BuildPlan {

  /** Of the files of documents. */
  private static final int DOCUMENTS_VERSION = 4;

  /** Of the files of tokens, which also contain the choice of held-out text. */
  private static final int TOKENS_VERSION = 4;

  private BuildPlan() {}

  /** What documents depend on, and which of them are kept. */
  static Plan ofDocuments(Inputs inputs, List<Step> steps, WorkOptions work) throws IOException {
    Plan plan = new Plan().put("version", DOCUMENTS_VERSION);
    List<String> order = new ArrayList<>();
    Plan each = new Plan();
    for (Step step : steps) {
      switch (step) {
        case Step.Read(ReadOptions options) -> each.put(step.name(), reading(options));
        case Step.EachDocument(String name, String version, var _) -> each.put(name, version);
        case Step.Decontaminate(var _, int words) ->
            each.put(step.name(), new Plan().put("words", words));
        case Step.DropDuplicates _, Step.DropRepeatedParagraphs _ -> each.put(step.name(), "1");
        case Step.DropNearDuplicates(NearDuplicateRule rule) ->
            each.put(step.name(), nearDuplicates(rule));
        case Step.Split _, Step.Tokenize _, Step.Write _ -> {
          continue;
        }
      }
      order.add(step.name());
    }
    return plan.put("order", order)
        .put("steps", each)
        .put("dropped_is_kept", work.dropped().isPresent())
        .put("training", files(inputs.training()))
        .put("validation", files(inputs.validation()))
        .put("excluded", files(inputs.excluded()));
  }

  private static Plan reading(ReadOptions options) {
    return switch (options) {
      case ReadOptions(
              var split,
              var encoding,
              var invalidBytes,
              var textField,
              var markdown,
              int maximumDocumentBytes,
              var formats) ->
          new Plan()
              .put("formats", versions(formats))
              .put("split", split.name())
              .put("encoding", encoding.map(Charset::name).orElse(""))
              .put("invalid_bytes", invalidBytes.name())
              .put("text_field", textField)
              .put("markdown", markdown.name())
              .put("maximum_document_bytes", maximumDocumentBytes);
    };
  }

  private static Plan versions(List<Format> formats) {
    Plan versions = new Plan();
    Formats.of(formats).versions().forEach(versions::put);
    return versions;
  }

  private static Plan nearDuplicates(NearDuplicateRule rule) {
    return switch (rule) {
      case NearDuplicateRule(int words, int bands, int rows) ->
          new Plan().put("words", words).put("bands", bands).put("rows", rows);
    };
  }

  private static Plan files(List<Source> sources) throws IOException {
    Plan files = new Plan();
    for (Source source : sources) {
      files.put(source.name(), state(source));
    }
    return files;
  }

  /** Tells a file from what stood in its place at another time. */
  private static String state(Source source) throws IOException {
    Path path = source.path();
    if (!Files.exists(path)) {
      return "missing";
    }
    boolean copy = !source.name().equals(path.toString());
    return copy
        ? Digest.of(path).toString()
        : Files.size(path) + " " + Files.getLastModifiedTime(path);
  }

  /** What tokens depend on beside the documents. */
  static Plan ofTokens(CorpusOptions options, Path tokenizerFile, BosTokens bos)
      throws IOException {
    SpanRule spans = options.spans();
    return new Plan()
        .put("version", TOKENS_VERSION)
        .put("seed", options.seed())
        .put("validation_share", options.validationShare())
        .put("validation_file", options.validationFile().map(Path::toString).orElse(""))
        .put("tokenizer", Digest.of(Files.readAllBytes(tokenizerFile)).toString())
        .put("beginning", bos.length() == 0 ? "" : bos.name())
        .put("spans", spans(spans));
  }

  private static Plan spans(SpanRule rule) {
    return switch (rule) {
      case SpanRule(var unit, int bytes, double least, double most, int cuts) ->
          new Plan()
              .put("unit", unit.name())
              .put("maximum_bytes", bytes)
              .put("minimum_hidden", least)
              .put("maximum_hidden", most)
              .put("cuts", cuts);
    };
  }
}
