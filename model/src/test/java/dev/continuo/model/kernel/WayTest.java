package dev.continuo.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.device.Processor;
import dev.continuo.model.vector.Lanes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tests of this tag run on each of the CPU's ways, as the build's property says. */
@Tag("ways")
class WayTest {

  @Test
  void isTheOneThatTheBuildSays() {
    String way = System.getProperty("continuo.way", "fastest");
    switch (way) {
      case "fastest" ->
          assertThat(NativeProducts.areThere())
              .isEqualTo(Processor.current().features().contains("avx2"));
      case "avx2" -> {
        assertThat(Processor.current().hasBfloat16()).isFalse();
        assertThat(Lanes.COUNT).isLessThanOrEqualTo(8);
      }
      case "portable" -> assertThat(NativeProducts.areThere()).isFalse();
      default -> throw new AssertionError(way);
    }
  }
}
