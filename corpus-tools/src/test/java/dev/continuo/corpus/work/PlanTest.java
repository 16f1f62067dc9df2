package dev.continuo.corpus.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void theOrderOfKeysMakesNoDifference() {
    Plan one =
        new Plan().put("b", 2).put("a", "x").put("c", new Plan().put("z", 1.5).put("y", true));
    Plan other =
        new Plan().put("c", new Plan().put("y", true).put("z", 1.5)).put("a", "x").put("b", 2);
    assertThat(one.toJson()).isEqualTo(other.toJson());
    assertThat(new String(one.toJson(), StandardCharsets.UTF_8).replaceAll("\\s", ""))
        .isEqualTo("{\"a\":\"x\",\"b\":2,\"c\":{\"y\":true,\"z\":1.5}}");
  }

  @Test
  void theFirstDifferenceIsNamed() {
    Plan one = new Plan().put("a", new Plan().put("b", "1").put("c", "1")).put("d", List.of("x"));
    Plan other = new Plan().put("a", new Plan().put("b", "1").put("c", "2")).put("d", List.of());
    assertThat(Plan.difference(one.toJson(), other.toJson())).isEqualTo("a.c");
    assertThat(Plan.difference(one.toJson(), new Plan().toJson())).isEqualTo("a");
    byte[] old = "version 3\n".getBytes(StandardCharsets.UTF_8);
    assertThat(Plan.difference(old, one.toJson())).isEmpty();
  }
}
