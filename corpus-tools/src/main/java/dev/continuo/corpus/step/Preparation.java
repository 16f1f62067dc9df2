package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.work.Plan;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.WorkFolder;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A corpus's intermediate results: made when they are first asked for, in a work folder that is
 * deleted at the end, or kept for a later build if the corpus could not be written.
 */
final class Preparation implements AutoCloseable {

  private final List<Step> steps;
  private final Inputs inputs;
  private final WorkOptions work;
  private @Nullable PreparedCorpus prepared;
  private @Nullable Scratch temporary;
  private boolean keepsWork;

  Preparation(List<Step> steps, Inputs inputs, WorkOptions work) {
    this.steps = steps;
    this.inputs = inputs;
    this.work = work;
  }

  /** The prepared corpus, if it was made already. */
  @Nullable PreparedCorpus prepared() {
    return prepared;
  }

  /**
   * The prepared corpus.
   *
   * @param target where the corpus is to be written; the work folder is beside it
   */
  PreparedCorpus prepare(Optional<Path> target, Progress progress) {
    PreparedCorpus known = prepared;
    if (known != null) {
      return known;
    }
    String path = "";
    try {
      Scratch scratch = scratch(target);
      path = scratch.path() + ": ";
      keepsWork = work.resumable() && (target.isPresent() || work.folder().isPresent());
      Plan plan = BuildPlan.ofDocuments(inputs, steps, work);
      PreparedCorpus made = prepare(WorkFolder.open(scratch, plan, progress), progress);
      prepared = made;
      return made;
    } catch (IOException | UncheckedIOException e) {
      throw unwritable(path + "intermediate results", e);
    }
  }

  private PreparedCorpus prepare(WorkFolder folder, Progress progress) throws IOException {
    try {
      return PreparedCorpus.make(steps, inputs, work, folder, progress);
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  private Scratch scratch(Optional<Path> target) throws IOException {
    if (work.folder().isPresent()) {
      return Scratch.take(work.folder().get());
    }
    if (target.isPresent()) {
      return Scratch.beside(target.get(), "work");
    }
    Scratch folder = Scratch.temporary();
    temporary = folder;
    return folder;
  }

  /** The corpus is being written: until that is done, a later build can go on with the work. */
  void writing() {
    keepsWork = work.resumable();
  }

  /** The corpus is written: the work is not needed any more. */
  void written() {
    keepsWork = false;
  }

  /** A failure to write something, and what to do next. */
  CorpusException unwritable(String what, Exception e) {
    String next = keepsWork ? ": it goes on where it was" : "";
    Throwable reason = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : e;
    return new CorpusException(
        "%s cannot be written: %s; check the disk's space and run the same again%s"
            .formatted(what, reason, next),
        e);
  }

  /** Deletes the work, except that of a corpus that could not be written. */
  @Override
  public void close() {
    PreparedCorpus closing = prepared;
    prepared = null;
    try {
      if (closing != null) {
        closing.close(!keepsWork);
      }
      if (temporary != null) {
        temporary.delete();
      }
    } catch (IOException e) {
      throw new CorpusException("intermediate results cannot be deleted: " + e, e);
    }
  }
}
