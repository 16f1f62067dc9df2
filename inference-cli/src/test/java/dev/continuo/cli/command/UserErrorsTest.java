package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UserErrorsTest {

  @Test
  void memoryThatRanOutIsSaidWhateverItCaused() {
    OutOfMemoryError shortage = new OutOfMemoryError("Java heap space");
    NoClassDefFoundError ofClass = new NoClassDefFoundError("Could not initialize class X");
    ofClass.initCause(
        new ExceptionInInitializerError("Exception java.lang.OutOfMemoryError: Java heap space"));
    for (Throwable e :
        new Throwable[] {
          shortage,
          ofClass,
          new IllegalArgumentException("Self-suppression not permitted", shortage)
        }) {
      assertThat(UserErrors.describe(e)).startsWith("out of memory (").contains("-Xmx8g");
    }
  }

  @Test
  void otherErrorsAreNotTakenForIt() {
    assertThat(UserErrors.describe(new UnsatisfiedLinkError("libX.so")))
        .startsWith("a native library cannot be used: java.lang.UnsatisfiedLinkError: libX.so");
    assertThat(UserErrors.describe(new IllegalStateException("odd")))
        .isEqualTo(
            "a fault in Continuo: java.lang.IllegalStateException: odd (run again with --debug and"
                + " report it)");
  }
}
