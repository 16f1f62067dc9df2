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
  String name();

  /**
   * Files become documents.
   *
   * @param options how
   */
  record Read(ReadOptions options) implements Step {

    @Override
    public String name() {
      return "read";
    }
  }

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
  record Decontaminate(List<Path> files, int words) implements Step {

    @Override
    public String name() {
      return Decontamination.NAME;
    }
  }

  /** Compares all documents that the steps before have kept. */
  sealed interface Deduplicate extends Step {}

  /** Of documents with the same text one stays. */
  record DropDuplicates() implements Deduplicate {

    @Override
    public String name() {
      return "duplicates";
    }
  }

  /**
   * Of similar documents one stays.
   *
   * @param rule says which are similar
   */
  record DropNearDuplicates(NearDuplicateRule rule) implements Deduplicate {

    @Override
    public String name() {
      return "near-duplicates";
    }
  }

  /** Of paragraphs with the same text one stays. */
  record DropRepeatedParagraphs() implements Deduplicate {

    @Override
    public String name() {
      return "paragraphs";
    }
  }

  /**
   * Chooses the documents that are held out for validation.
   *
   * @param share of the text
   */
  record Split(double share, long seed) implements Step {

    @Override
    public String name() {
      return "split";
    }
  }

  /**
   * Documents become token ids with spans.
   *
   * @param seed decides where spans are cut
   */
  record Tokenize(SpanRule spans, long seed) implements Step {

    @Override
    public String name() {
      return "tokenize";
    }
  }

  /** Writes what the steps before have made. */
  sealed interface Write extends Step {}

  /** The tokens as shards, which make up a corpus folder. */
  record WriteShards() implements Write {

    @Override
    public String name() {
      return "write";
    }
  }

  /** All that was dropped, with reasons, as JSON Lines. */
  record WriteDropped(Path file) implements Write {

    @Override
    public String name() {
      return "write-dropped";
    }
  }

  /** Masked-ending pairs as JSON Lines. */
  record WritePairs(Path file) implements Write {

    @Override
    public String name() {
      return "write-pairs";
    }
  }

  /** The kept documents in a form of yours. */
  record WriteDocuments(OutputFormat format, Path file) implements Write {

    @Override
    public String name() {
      return "write-" + format.name();
    }
  }
}
