package dev.continuo.model.text;

import dev.continuo.model.weights.GgufMetadata;
import dev.continuo.model.weights.GgufWriter;
import java.util.Optional;

/**
 * Who made a model, and what may be done with it, as a GGUF file says.
 *
 * @param author a name
 * @param license a name such as {@code apache-2.0}
 */
public record ModelOrigin(Optional<String> author, Optional<String> license) {

  /** Nothing is known. */
  public static final ModelOrigin UNKNOWN = new ModelOrigin(Optional.empty(), Optional.empty());

  private static final String AUTHOR = "general.author";
  private static final String LICENSE = "general.license";

  static ModelOrigin of(GgufMetadata metadata) {
    return new ModelOrigin(metadata.text(AUTHOR), metadata.text(LICENSE));
  }

  ModelOrigin orElse(ModelOrigin other) {
    return new ModelOrigin(author.or(other::author), license.or(other::license));
  }

  void write(GgufWriter writer) {
    author.ifPresent(name -> writer.text(AUTHOR, name));
    license.ifPresent(name -> writer.text(LICENSE, name));
  }
}
