package dev.continuo.model.vector;

/**
 * The JDK's module of the Vector API, which no program has unless it asks for it. {@code
 * --add-modules=jdk.incubator.vector} is the documented way, and begins each start with a warning
 * on standard error; {@link #load} is the quiet one.
 */
public final class VectorModule {

  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether this program can compute with the Vector API. */
  public static boolean isPresent() {
    try {
      Class.forName(NAME + ".Vector", false, VectorModule.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Adds the module to the running program, as the JDK adds the modules of its own agents, where
   * Java was started with {@code --add-exports=java.base/jdk.internal.module=ALL-UNNAMED}. Has to
   * come before the first use of a vector.
   *
   * @return whether the module is there now
   */
  public static boolean load() {
    if (isPresent()) {
      return true;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, NAME);
    } catch (ReflectiveOperationException e) {
      return false; // not exported to us, or a JDK without this module
    }
    return isPresent();
  }
}
