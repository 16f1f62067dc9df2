package dev.continuo.corpus.step;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class path on which a service is named. */
final class OwnServices {

  /** What is tried on it. */
  interface Trial {

    void run() throws IOException;
  }

  private OwnServices() {}

  static <T> void with(Path folder, Class<T> service, Class<? extends T> own, Trial trial)
      throws IOException {
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(services.resolve(service.getName()), own.getName() + "\n");
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] path = {folder.resolve("classes").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, before)) {
      thread.setContextClassLoader(loader);
      trial.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
