package dev.continuo.langchain4j;

import dev.langchain4j.model.output.FinishReason;

/** Why continuations end, in LangChain4j's words. */
final class FinishReasons {

  private FinishReasons() {}

  static FinishReason of(dev.continuo.model.generate.FinishReason reason) {
    return switch (reason) {
      case LENGTH -> FinishReason.LENGTH;
      case STOP -> FinishReason.STOP;
      case CANCELLED -> FinishReason.OTHER;
    };
  }
}
