package dev.continuo.cli.command.tokenizer;

import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Token ids in, text out. */
@Command(
    name = "decode",
    description = "Print the text of token ids, and nothing after it.",
    footer = {
      "",
      "Examples:",
      "  continuo tokenizer decode -t tokenizer.json 464 3797",
      "  continuo tokenizer encode -t t.json -f a.txt | continuo tokenizer decode -t t.json"
    })
final class TokenizerDecodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private TokenizerSource source;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Token ids. Default: those on standard input, separated by white space.")
  private List<String> ids = List.of();

  @Override
  public Integer call() {
    try (Tokenizer tokenizer = source.open()) {
      PrintWriter out = spec.commandLine().getOut();
      StreamingDecoder decoder = tokenizer.streamingDecoder();
      Iterator<String> words =
          ids.isEmpty() ? new Scanner(System.in, StandardCharsets.UTF_8) : ids.iterator();
      while (words.hasNext()) {
        out.print(decoder.next(id(words.next(), tokenizer.vocabularySize())));
      }
      out.print(decoder.flush());
      out.flush();
    }
    return 0;
  }

  private int id(String word, int vocabularySize) {
    if (word.matches("[0-9]{1,9}") && Integer.parseInt(word) < vocabularySize) {
      return Integer.parseInt(word);
    }
    throw new ParameterException(
        spec.commandLine(),
        String.format(
            Locale.ROOT,
            "ID: expected numbers from 0 to %d, found '%s'",
            vocabularySize - 1,
            word));
  }
}
