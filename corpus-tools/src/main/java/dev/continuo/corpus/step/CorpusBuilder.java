package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.corpus.read.Format;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.OutputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts a corpus together.
 *
 * <p>Example: {@code Corpus.build(options).step(LongLines::new).open()}.
 */
public final class CorpusBuilder {

  private CorpusOptions options;
  private final List<Step.EachDocument> steps = new ArrayList<>();
  private final List<Step.WriteDocuments> outputs = new ArrayList<>();
  private WorkOptions work = WorkOptions.DEFAULT;

  CorpusBuilder(CorpusOptions options) {
    this.options = options;
  }

  /** Says how the corpus is worked on. */
  public CorpusBuilder work(WorkOptions workOptions) {
    work = workOptions;
    return this;
  }

  /** Also reads files of a format of your own. */
  public CorpusBuilder format(Format format) {
    options = options.withReading(options.reading().withFormat(format));
    return this;
  }

  /**
   * Adds a step of your own, after the filters and the steps added before.
   *
   * @param maker makes it anew for each thread
   */
  public CorpusBuilder step(Supplier<? extends DocumentStep> maker) {
    steps.add(Step.EachDocument.of(maker));
    return this;
  }

  /**
   * Adds a step that is found on the class path, named in {@code
   * META-INF/services/dev.continuo.corpus.document.DocumentStep}.
   *
   * @throws CorpusException if there is none of this name
   */
  public CorpusBuilder step(String name) {
    return step(Services.named(DocumentStep.class, DocumentStep::name, name));
  }

  /** Also writes the kept documents to a file. */
  public CorpusBuilder output(OutputFormat format, Path file) {
    outputs.add(new Step.WriteDocuments(format, file));
    return this;
  }

  /**
   * Also writes the kept documents to a file, in a format that is found on the class path.
   *
   * @throws CorpusException if there is none of this name
   */
  public CorpusBuilder output(String format, Path file) {
    return output(Services.named(OutputFormat.class, OutputFormat::name, format).get(), file);
  }

  /** The steps that were added by {@link #step}, in order, each by its name and version. */
  public List<String> addedSteps() {
    return steps.stream().map(step -> step.name() + " " + step.version()).toList();
  }

  /** The formats that were given, in order, each by its name and version. */
  public List<String> addedFormats() {
    return options.reading().formats().stream()
        .map(format -> format.name() + " " + format.version())
        .toList();
  }

  /**
   * All steps of the build, in order.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public List<Step> steps() {
    return BuildSteps.of(options, work, steps, outputs);
  }

  /**
   * Finds the corpus's files.
   *
   * @throws CorpusException if one is missing
   * @throws OutputException if what is to be written beside it may not be
   */
  public Corpus open() {
    return new Corpus(options, work, steps());
  }
}
