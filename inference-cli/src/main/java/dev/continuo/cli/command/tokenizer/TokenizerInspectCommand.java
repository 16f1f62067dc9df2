package dev.continuo.cli.command.tokenizer;

import dev.continuo.cli.command.option.TextSource;
import dev.continuo.cli.terminal.Terminal;
import dev.continuo.tokenizer.text.Compression;
import dev.continuo.tokenizer.text.TokenPiece;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A text in, the way it is cut into tokens out. */
@Command(
    name = "inspect",
    description = {
      "Shows how a text is cut into tokens, and how much text a token stands for.",
      "On a terminal, neighbouring tokens differ in colour and a number counts the tokens of a"
          + " character that needs several; elsewhere, each line is a piece of text and its ids."
    },
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer inspect -t tokenizer.json \"The cat sat.\"",
      "  continuo tokenizer inspect -t tokenizer.json --allow-special \"One.<|endoftext|>Two.\"",
      "  continuo tokenizer inspect -t runs/mine -f book.txt --summary"
    })
final class TokenizerInspectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private TokenizerSource source;
  @Mixin private TextSource text;

  @Option(names = "--summary", description = "Show the counts alone.")
  private boolean summary;

  @Override
  public Integer call() {
    text.checkUsage();
    PrintWriter out = spec.commandLine().getOut();
    boolean coloured = Terminal.showsColours();
    try (Tokenizer tokenizer = source.open()) {
      Compression compression = new Compression();
      text.forEachChunk(
          tokenizer,
          summary || !Terminal.showsResults(),
          chunk -> {
            int[] ids = text.encode(tokenizer, chunk);
            compression.add(chunk, ids);
            if (!summary) {
              show(TokenPiece.pieces(tokenizer, ids), coloured, out);
            }
          });
      if (coloured && !summary) {
        out.println();
      }
      out.println(
          String.format(
              Locale.ROOT,
              "%,d tokens, %,d bytes, %,d characters: %.2f bytes per token; vocabulary of %,d",
              compression.tokens(),
              compression.bytes(),
              compression.characters(),
              compression.bytesPerToken(),
              tokenizer.vocabularySize()));
      out.flush();
    }
    return 0;
  }

  private static void show(List<TokenPiece> pieces, boolean coloured, PrintWriter out) {
    if (coloured) {
      out.print(PieceDisplay.coloured(pieces));
    } else {
      pieces.forEach(piece -> out.println(PieceDisplay.plain(piece)));
    }
  }
}
