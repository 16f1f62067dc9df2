package dev.continuo.corpus.document;

/**
 * Why a document was dropped. The step that drops it decides; a report counts documents by reason.
 *
 * @param name lower-case letters, digits and hyphens, such as {@code too-short}
 */
public record DropReason(String name) {

  public DropReason {
    Names.check("the reason of a drop", name);
  }
}
