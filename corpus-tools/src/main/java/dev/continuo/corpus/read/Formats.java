package dev.continuo.corpus.read;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The formats that files are read as: those given, those found on the class path, and the built-in
 * ones, in this order.
 */
public final class Formats {

  private static final List<String> COMPRESSED = List.of(".gz", ".zst");

  /** The formats that are not built in. */
  private final List<Format> own;

  private Formats(List<Format> own) {
    this.own = own;
  }

  /**
   * Finds the formats.
   *
   * @param given formats that are not on the class path
   * @throws CorpusException if one cannot be loaded, or two have the same name or extension
   */
  public static Formats of(List<Format> given) {
    List<Format> own = new ArrayList<>(given);
    try {
      ServiceLoader.load(Format.class).forEach(own::add);
    } catch (ServiceConfigurationError e) {
      throw new CorpusException(
          "a format on the class path cannot be loaded: " + e.getMessage(), e);
    }
    Formats formats = new Formats(List.copyOf(own));
    formats.check();
    return formats;
  }

  private void check() {
    Set<String> names = new HashSet<>();
    Set<String> extensions = new HashSet<>();
    all()
        .forEach(
            format -> {
              Names.check("the name of a format", format.name());
              if (!names.add(format.name())) {
                throw new CorpusException(
                    "formats: expected a name of its own for each, found two called "
                        + format.name());
              }
            });
    for (Format format : own) {
      for (String extension : format.extensions()) {
        if (!extensions.add(extension)) {
          throw new CorpusException(
              "formats: expected one for each extension, found two for ." + extension);
        }
      }
    }
  }

  private Stream<Format> all() {
    return Stream.concat(own.stream(), BuiltInFormats.ALL.stream());
  }

  /** The versions of all formats by their names. */
  public SortedMap<String, String> versions() {
    SortedMap<String, String> versions = new TreeMap<>();
    all().forEach(format -> versions.put(format.name(), format.version()));
    return versions;
  }

  /** The formats' extensions, for messages. */
  String allExtensions() {
    StringBuilder all = new StringBuilder();
    Stream.concat(BuiltInFormats.ALL.stream(), own.stream())
        .flatMap(format -> format.extensions().stream())
        .distinct()
        .forEach(e -> all.append(all.isEmpty() ? "." : ", .").append(e));
    return all.toString();
  }

  /** The format of a file name's extension, compressed or not; empty where none has it. */
  Optional<Format> ofName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (String ending : COMPRESSED) {
      name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return extension.length() == name.length()
        ? Optional.empty()
        : all().filter(format -> format.extensions().contains(extension)).findFirst();
  }

  /** The format of a file: the first that recognizes it, else that of its extension, else text. */
  Format of(String fileName, FileStart start) {
    return all()
        .filter(format -> format.recognizes(start))
        .findFirst()
        .or(() -> ofName(fileName))
        .orElse(BuiltInFormats.TEXT);
  }

  /** Whether a format is one of the user's. */
  boolean isOwn(Format format) {
    return own.contains(format);
  }
}
