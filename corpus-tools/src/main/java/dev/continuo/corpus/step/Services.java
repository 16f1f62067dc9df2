package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds steps and outputs on the class path by their names. */
final class Services {

  private Services() {}

  /**
   * Makes instances of the one with a name.
   *
   * @throws CorpusException if there is none, or if one cannot be loaded
   */
  static <T> Supplier<T> named(Class<T> type, Function<T, String> nameOf, String name) {
    List<String> names = new ArrayList<>();
    try {
      for (ServiceLoader.Provider<T> provider : ServiceLoader.load(type).stream().toList()) {
        String found = nameOf.apply(provider.get());
        if (found.equals(name)) {
          return provider;
        }
        names.add(found);
      }
    } catch (ServiceConfigurationError e) {
      throw new CorpusException(
          "%s: cannot be loaded from the class path: %s".formatted(type.getName(), e.getMessage()),
          e);
    }
    throw new CorpusException(
        "%s: expected one on the class path called \"%s\", found %s; name it in META-INF/services/%s"
            .formatted(type.getSimpleName(), name, names, type.getName()));
  }
}
