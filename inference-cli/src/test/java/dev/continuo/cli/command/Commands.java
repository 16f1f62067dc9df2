package dev.continuo.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The continuo command as a test runs it. */
final class Commands {

  /** What a command left: its status and what it wrote. */
  record Result(int status, String out, String errors) {}

  private Commands() {}

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int status =
        ContinuoCommand.run(new PrintWriter(out, true), new PrintWriter(errors, true), texts);
    return new Result(status, out.toString(), errors.toString());
  }
}
