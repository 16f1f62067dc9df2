package dev.continuo.cli.command.generate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** A token and what is added to its logit, written {@code ID=BIAS}. */
record TokenBias(int id, double bias) {

  /** Reads one. */
  static final class Converter implements ITypeConverter<TokenBias> {

    @Override
    public TokenBias convert(String text) {
      String[] parts = text.split("=", -1);
      try {
        if (parts.length == 2) {
          return new TokenBias(Integer.parseInt(parts[0]), Double.parseDouble(parts[1]));
        }
      } catch (NumberFormatException e) {
        throw wrong(text);
      }
      throw wrong(text);
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException("expected ID=BIAS, two numbers, found " + text);
    }
  }

  /** The biases by their tokens, none of which may come twice. */
  static Map<Integer, Double> map(CommandLine commandLine, List<TokenBias> biases) {
    Map<Integer, Double> map = new TreeMap<>();
    for (TokenBias bias : biases) {
      if (map.put(bias.id(), bias.bias()) != null) {
        throw new ParameterException(
            commandLine, "--logit-bias: token " + bias.id() + " was given twice; give it once");
      }
    }
    return map;
  }
}
