package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.TextSource;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Text in, token ids out. */
@Command(
    name = "encode",
    description = "Print the token ids of a text, separated by spaces.",
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer encode -t tokenizer.json \"The cat\"",
      "  continuo tokenizer encode -t runs/mine -f poem.txt"
    })
final class TokenizerEncodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private TokenizerSource source;
  @Mixin private TextSource text;

  @Override
  public Integer call() {
    text.checkUsage();
    try (Tokenizer tokenizer = source.open()) {
      PrintWriter out = spec.commandLine().getOut();
      boolean[] begun = {false};
      text.forEachChunk(
          tokenizer,
          !Terminal.showsResults(),
          chunk -> {
            int[] ids = text.encode(tokenizer, chunk);
            print(ids, begun[0], out);
            begun[0] |= ids.length > 0;
          });
      out.println();
      out.flush();
    }
    return 0;
  }

  private static void print(int[] ids, boolean begun, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < ids.length; i++) {
      if (i > 0 || begun) {
        line.append(' ');
      }
      line.append(ids[i]);
    }
    out.print(line);
  }
}
