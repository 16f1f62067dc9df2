package dev.continuo.model.text;

/** A tool made of its parts. */
record AnyTool(String name, String opening, String closing, Asked asked) implements GenerationTool {

  /** What answers. */
  @FunctionalInterface
  interface Asked {
    String answer(String question) throws Exception;
  }

  @Override
  public String answer(String question) throws Exception {
    return asked.answer(question);
  }
}
