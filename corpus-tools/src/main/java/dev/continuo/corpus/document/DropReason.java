package dev.continuo.corpus.document;

/**
 * Why a document was dropped; reports count documents by reason. The step that drops a document
 * decides: a cleaner, filter or step of your own in its {@link StepResult}, deduplication in {@code
 * DocumentClusters.State}. What cannot be read has the reason of its {@code ReadProblem}.
 *
 * @param name lower-case letters, digits and hyphens, such as {@code too-short}
 */
public record DropReason(String name) {

  public DropReason {
    Names.check("the reason of a drop", name);
  }
}
