package dev.continuo.cli.prompt;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What was shown last and can be chosen by its number: tokens or branches. */
final class Choices {

  private final LineSource lines;
  private final Screen screen;
  private int count;
  private IntConsumer choose = index -> {};
  private @Nullable String waiting;

  Choices(LineSource lines, Screen screen) {
    this.lines = lines;
    this.screen = screen;
  }

  /**
   * Offers what was shown.
   *
   * @param newChoose goes on with the one of an index
   */
  void offer(int newCount, IntConsumer newChoose) {
    count = newCount;
    choose = newChoose;
  }

  /** Nothing can be chosen any more. */
  void clear() {
    offer(0, index -> {});
  }

  /**
   * Asks a person for one of them. A line that is no number is for later: it may have been typed
   * before there was a question.
   *
   * @return whether one was chosen
   */
  boolean ask() throws IOException {
    while (true) {
      Optional<String> choice = lines.choice("1–" + count + ", or Enter: ");
      if (choice.isEmpty() || isChosen(choice.get())) {
        return choice.isPresent();
      }
      if (!choice.get().strip().matches("-?\\d+")) {
        waiting = choice.get();
        return false;
      }
      screen.note("expected 1 to " + count + ", Enter, a text or a command, found " + choice.get());
    }
  }

  /** Chooses one of what was shown last. */
  void pick(String place) {
    if (count == 0) {
      throw new PromptException(
          "nothing to pick from; /top shows the likeliest next tokens, /branch grows branches");
    }
    if (!isChosen(place)) {
      throw new PromptException("/pick: expected 1 to " + count + ", found " + place);
    }
  }

  /** A line that was typed where a number was asked for, or null. */
  @Nullable String takeWaiting() {
    String line = waiting;
    waiting = null;
    return line;
  }

  private boolean isChosen(String place) {
    if (!place.strip().matches("\\d{1,6}")) {
      return false;
    }
    int index = Integer.parseInt(place.strip());
    if (index < 1 || index > count) {
      return false;
    }
    IntConsumer chosen = choose;
    clear();
    chosen.accept(index - 1);
    return true;
  }
}
