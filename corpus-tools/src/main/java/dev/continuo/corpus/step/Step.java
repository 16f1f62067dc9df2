package dev.continuo.corpus.step;

import dev.continuo.corpus.dedup.Decontamination;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.Names;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.span.SpanRule;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * A step of a build, which is a list of these: read, clean, filter, your own, exclude, deduplicate,
 * split, tokenize, write. {@link CorpusBuilder#steps} shows the list of a build.
 */
public sealed interface Step {

  /** Its name in the report and the plan; each step of a build has another. */
  default String name() {
    return switch (this) {
      case Read _ -> "read";
      case EachDocument one -> one.name();
      case Decontaminate _ -> Decontamination.NAME;
      case DropDuplicates _ -> "duplicates";
      case DropNearDuplicates _ -> "near-duplicates";
      case DropRepeatedParagraphs _ -> "paragraphs";
      case Split _ -> "split";
      case Tokenize _ -> "tokenize";
      case WriteShards _ -> "write";
      case WriteDropped _ -> "write-dropped";
      case WritePairs _ -> "write-pairs";
      case WriteDocuments(OutputFormat format, Path _) -> "write-" + format.name();
    };
  }

  /**
   * Files become documents.
   *
   * @param options how
   */
  record Read(ReadOptions options) implements Step {}

  /**
   * Looks at one document at a time, on several threads.
   *
   * @param version of the step
   * @param maker makes it anew for each thread
   */
  record EachDocument(String name, String version, Supplier<? extends DocumentStep> maker)
      implements Step {

    public EachDocument {
      Names.check("the name of a step", name);
    }

    /** A step that states its name and its version. */
    static EachDocument of(Supplier<? extends DocumentStep> maker) {
      DocumentStep step = maker.get();
      return new EachDocument(step.name(), step.version(), maker);
    }
  }

  /**
   * Drops documents that share a sequence of words with text that must stay out.
   *
   * @param files that text
   * @param words the length of the sequence
   */
  record Decontaminate(List<Path> files, int words) implements Step {}

  /** Compares all documents that the steps before have kept. */
  sealed interface Deduplicate extends Step {}

  /** Of documents with the same text one stays. */
  record DropDuplicates() implements Deduplicate {}

  /**
   * Of similar documents one stays.
   *
   * @param rule says which are similar
   */
  record DropNearDuplicates(NearDuplicateRule rule) implements Deduplicate {}

  /** Of paragraphs with the same text one stays. */
  record DropRepeatedParagraphs() implements Deduplicate {}

  /**
   * Chooses the documents that are held out for validation.
   *
   * @param share of the text
   */
  record Split(double share, long seed) implements Step {}

  /**
   * Documents become token ids with spans.
   *
   * @param seed decides where spans are cut
   */
  record Tokenize(SpanRule spans, long seed) implements Step {}

  /** Writes what the steps before have made. */
  sealed interface Write extends Step {}

  /** The tokens as shards, which make up a corpus folder. */
  record WriteShards() implements Write {}

  /** All that was dropped, with reasons, as JSON Lines. */
  record WriteDropped(Path file) implements Write {}

  /** Masked-ending pairs as JSON Lines. */
  record WritePairs(Path file) implements Write {}

  /** The kept documents in a format of your own. */
  record WriteDocuments(OutputFormat format, Path file) implements Write {}
}
