package dev.continuo.model.aten;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Properties;

/** Whether libtorch comes with this class path for this platform, found out without loading it. */
public final class Libtorch {

  /** {@code false} does without it also where it is there. */
  public static final String PROPERTY = "continuo.libtorch";

  private static final String DESCRIPTION = "native/lib/pytorch.properties";
  private static final String OWN_BUILD = "PYTORCH_LIBRARY_PATH";

  private Libtorch() {}

  /** Whether it can be loaded. */
  public static boolean isThere() {
    if ("false".equals(System.getProperty(PROPERTY))) {
      return false;
    }
    return System.getenv(OWN_BUILD) != null || isBundled();
  }

  private static boolean isBundled() {
    ClassLoader loader = Libtorch.class.getClassLoader();
    try (InputStream in = loader.getResourceAsStream(DESCRIPTION)) {
      if (in == null) {
        return false;
      }
      Properties properties = new Properties();
      properties.load(in);
      return platform().equals(properties.getProperty("classifier"));
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** As DJL names it, such as {@code linux-x86_64}. */
  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : system;
    String processor = System.getProperty("os.arch");
    return name + "-" + ("amd64".equals(processor) ? "x86_64" : processor);
  }
}
