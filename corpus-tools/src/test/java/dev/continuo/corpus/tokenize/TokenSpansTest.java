package dev.continuo.corpus.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.span.MaskedEnding;
import dev.continuo.tokenizer.shard.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenSpansTest {

  @Test
  void boundariesBetweenTokensStayThere() {
    assertThat(TokenSpans.of("to be", new int[] {2, 3}, List.of(new MaskedEnding(0, 2, 5))))
        .containsExactly(new Span(0, 1, 2));
  }

  @Test
  void aBoundaryInsideATokenComesBeforeIt() {
    assertThat(TokenSpans.of("to be.", new int[] {2, 3, 1}, List.of(new MaskedEnding(0, 3, 6))))
        .containsExactly(new Span(0, 1, 3));
    assertThat(TokenSpans.of("樓上", new int[] {2, 1, 3}, List.of(new MaskedEnding(0, 1, 2))))
        .containsExactly(new Span(0, 2, 3));
  }

  @Test
  void aSpanWithoutBothPartsIsLeftOut() {
    assertThat(TokenSpans.of("to be", new int[] {5}, List.of(new MaskedEnding(0, 2, 5)))).isEmpty();
  }

  @Test
  void tokensThatDoNotStandForTheBytesCarryNoSpans() {
    List<MaskedEnding> endings = List.of(new MaskedEnding(0, 2, 5));
    assertThat(TokenSpans.of("to be", new int[] {2, 2}, endings)).isEmpty();
    assertThat(TokenSpans.of("to be", new int[] {2, 3, 1}, endings)).isEmpty();
    assertThat(TokenSpans.of("to be", new int[] {2, 0, 3}, endings))
        .containsExactly(new Span(0, 2, 3));
  }
}
