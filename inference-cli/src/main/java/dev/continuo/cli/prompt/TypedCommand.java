package dev.continuo.cli.prompt;

import java.io.IOException;

/**
 * A command that is typed at the prompt.
 *
 * @param group under which {@code /help} lists it
 * @param name with its slash
 * @param arguments as {@code /help} shows them
 * @param help what it does, in a few words
 * @param action carries it out
 */
record TypedCommand(Group group, String name, String arguments, String help, Action action) {

  /** What a command is about. */
  enum Group {
    WRITE("Write"),
    LOOK("Look"),
    TREE("The tree"),
    SETTINGS("Settings and files");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** Carries a command out. */
  interface Action {

    /**
     * Does it.
     *
     * @param rest what stands behind the command and one space
     */
    void run(String rest) throws IOException;
  }
}
