package dev.continuo.model.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RangeTest {

  @Test
  void holdsItsEndsAndNoNaN() {
    Range range = new Range(0.01, 100);
    assertThat(range.has(0.01)).isTrue();
    assertThat(range.has(100)).isTrue();
    assertThat(range.has(100.1)).isFalse();
    assertThat(range.has(Double.NaN)).isFalse();
    assertThat(range).hasToString("from 0.01 to 100");
    assertThatThrownBy(() -> Sampling.GREEDY.withTemperature(Double.NaN))
        .hasMessage("temperature must be from 0 to 100: NaN");
  }

  @Test
  void aShareOfNothingKeepsTheLikeliestAloneAndMinusOneAll() {
    float[] logits = {1, 3, 2};
    Sampling wild = Sampling.GREEDY.withTemperature(50);
    assertThat(new SamplerChain(wild.withTopP(0)).candidates(logits).size()).isEqualTo(1);
    assertThat(new SamplerChain(wild.withTypicalP(0)).candidates(logits).size()).isEqualTo(1);
    assertThat(new SamplerChain(wild.withTopK(-1)).candidates(logits).size()).isEqualTo(3);
    assertThat(wild.withTopK(-1)).isEqualTo(wild.withTopK(0));
  }

  @Test
  void aBiasIsOfATokenThatThereIs() {
    Penalties bias = Penalties.NONE.withLogitBias(Map.of(9, 1.0));
    bias.requireKnownIds(10);
    assertThatThrownBy(() -> bias.requireKnownIds(9))
        .hasMessage("logitBias must be of ids from 0 to 8: 9");
  }
}
