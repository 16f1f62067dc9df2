package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Names;

/**
 * Something that could not be read. It counts as one document that was read and dropped.
 *
 * @param source the file
 * @param place where in it, such as {@code line 7}; empty for the whole file
 * @param reason a short name, under which the report counts it
 * @param message what was expected, what was found and what to do next
 */
public record ReadProblem(String source, String place, String reason, String message) {

  public ReadProblem {
    Names.check("the reason of a problem", reason);
  }

  /** One line that names all of it. */
  public String describe() {
    return source + (place.isEmpty() ? "" : ": " + place) + ": " + message;
  }
}
