package dev.continuo.cli.command;

import dev.continuo.tokenizer.text.Tokenizer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Text in, token ids out. */
@Command(
    name = "encode",
    description = "Prints the token ids of a text, separated by spaces.",
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

  @Option(
      names = "--allow-special",
      description = "Take the names of special tokens in the text for these tokens.")
  private boolean allowSpecial;

  @Override
  public Integer call() {
    try (Tokenizer tokenizer = source.open()) {
      String read = text.read();
      int[] ids = allowSpecial ? tokenizer.encodeWithSpecials(read) : tokenizer.encode(read);
      PrintWriter out = spec.commandLine().getOut();
      for (int i = 0; i < ids.length; i++) {
        if (i > 0) {
          out.print(' ');
        }
        out.print(ids[i]);
      }
      out.println();
      out.flush();
    }
    return 0;
  }
}
