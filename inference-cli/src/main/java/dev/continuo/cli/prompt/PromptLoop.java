package dev.continuo.cli.prompt;

import dev.continuo.cli.run.RunFolder;
import dev.continuo.cli.run.TextStream;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.TokenProbability;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Continues the lines of a conversation one after the other. A line that starts with a slash is a
 * command; an empty line goes on with the text.
 */
public final class PromptLoop {

  static final List<String> COMMANDS =
      List.of("/top", "/temperature", "/seed", "/max", "/help", "/quit");

  private static final String HELP =
      """
      TEXT             continue this text
      an empty line    go on with the text
      /top [N] [TEXT]  the N likeliest next tokens, after TEXT or the text so far
      /temperature T   below 1 likelier, above 1 wilder, 0 no chance at all
      /seed [S]        the same text each time; without S another each time
      /max N           the most tokens of a continuation
      /quit            leave (also Ctrl-D); Ctrl-C stops a text\
      """;

  private static final int TOP = 10;

  private final RunFolder run;
  private final LineSource lines;
  private final PrintWriter out;
  private final PrintWriter notes;
  private GenerationOptions options;
  private @Nullable Long seed;
  private int[] text = {};
  private volatile @Nullable TextStream current;

  /**
   * A conversation.
   *
   * @param seed the seed of every continuation, or null for another each time
   */
  public PromptLoop(
      RunFolder run,
      GenerationOptions options,
      @Nullable Long seed,
      LineSource lines,
      PrintWriter out,
      PrintWriter notes) {
    this.run = run;
    this.options = options;
    this.seed = seed;
    this.lines = lines;
    this.out = out;
    this.notes = notes;
  }

  /** Answers until the lines end or the user leaves. */
  public void run() throws IOException {
    lines.onInterrupt(
        () -> {
          TextStream stream = current;
          if (stream != null) {
            stream.cancel();
          }
        });
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (line.strip().equals("/quit")) {
        return;
      }
      try {
        answer(line);
      } catch (ModelException e) {
        note(String.valueOf(e.getMessage()));
      } catch (NumberFormatException e) {
        note("expected a number: " + line.strip());
      }
    }
  }

  private void answer(String line) {
    if (!line.startsWith("/")) {
      if (!line.isEmpty()) {
        text = run.tokenizer().encode(line);
      }
      proceed(line);
      return;
    }
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length == 1 ? "" : words[1];
    switch (words[0]) {
      case "/top" -> top(rest);
      case "/temperature" -> options = options.withTemperature(Double.parseDouble(rest));
      case "/seed" -> seed = rest.isEmpty() ? null : Long.valueOf(rest);
      case "/max" -> options = options.withMaxTokens(Integer.parseInt(rest));
      case "/help" -> note(HELP);
      default -> note("no such command: " + words[0] + "; /help lists them");
    }
  }

  private void proceed(String shown) {
    long chosen = seed == null ? Seeds.next() : seed;
    TextStream stream = run.stream(text, options.withSeed(chosen));
    current = stream;
    out.print(shown);
    out.flush();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      out.print(piece);
      out.flush();
    }
    current = null;
    out.println();
    out.flush();
    text = stream.text();
    note(
        String.format(
            Locale.ROOT,
            "(%,d tokens at %,.0f per second, seed %d)",
            stream.tokenCount(),
            stream.tokensPerSecond(),
            chosen));
  }

  private void top(String rest) {
    String[] words = rest.split("\\s+", 2);
    boolean counted = words[0].matches("\\d{1,6}");
    int count = counted ? Integer.parseInt(words[0]) : TOP;
    String given = counted ? (words.length == 1 ? "" : words[1]) : rest;
    int[] ids = given.isEmpty() ? text : run.tokenizer().encode(given);
    int context = run.generator().config().contextLength();
    int[] seen = Arrays.copyOfRange(ids, Math.max(0, ids.length - context), ids.length);
    for (TokenProbability token : run.generator().nextTokens(seen, count)) {
      out.printf(Locale.ROOT, "%6.2f %%  %s%n", token.probability() * 100, shown(token.id()));
    }
    out.flush();
  }

  private String shown(int id) {
    if (id == run.generator().config().endOfText()) {
      return "the end of the text";
    }
    String decoded = run.tokenizer().decode(new int[] {id});
    return "\"" + decoded.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") + "\"";
  }

  private void note(String line) {
    notes.println(line);
    notes.flush();
  }
}
