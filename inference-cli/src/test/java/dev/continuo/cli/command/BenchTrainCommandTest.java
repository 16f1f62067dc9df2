package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class BenchTrainCommandTest {

  private static final Object[] TINY = {
    "bench", "train", "--depth", 1, "--context", 16, "--batch", 2, "--vocab-size", 32
  };

  private static Commands.Result run(Object... more) {
    Object[] all = java.util.Arrays.copyOf(TINY, TINY.length + more.length);
    System.arraycopy(more, 0, all, TINY.length, more.length);
    return Commands.run(all);
  }

  @Test
  void measuresSpeedAndUtilization() throws IOException {
    JsonNode result = new JsonMapper().readTree(run("--seconds", 1, "--json").out());
    double speed = result.get("tokens_per_second").asDouble();
    assertThat(result.get("best_tokens_per_second").asDouble()).isGreaterThanOrEqualTo(speed);
    assertThat(result.get("optimizer_share").asDouble()).isBetween(0.0, 1.0);
    // 6·(4·64² + 3·64·192 + 64·16 + 32·64) operations a token
    assertThat(result.get("flops_per_token").asDouble()).isEqualTo(337_920);
    double expected = speed * 337_920 / result.get("roofline_flops_per_second").asDouble();
    assertThat(result.get("utilization").asDouble())
        .isBetween(0.0, 1.0)
        .isCloseTo(expected, withinPercentage(1e-6));
    assertThat(result.get("peak_bytes").asLong()).isGreaterThan(1 << 20);
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    Commands.Result result = run("--seconds", 0);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errors()).contains("--seconds: expected more than 0, found 0");
  }
}
