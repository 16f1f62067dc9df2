package dev.continuo.cli.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** The continuo command as a test runs it. */
final class Commands {

  /** What a command left: its status and what it wrote. */
  record Result(int status, String out, String errors) {}

  private Commands() {}

  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine line = ContinuoCommand.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(errors, true));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int status = line.execute(texts);
    return new Result(status, out.toString(), errors.toString());
  }
}
