package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of a start that looks at the named commands alone is the help of all. */
final class HelpTest {

  @ParameterizedTest
  @MethodSource
  void isThatOfTheWholeCommand(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");
    Commands.Result result = Commands.run(arguments.toArray());
    assertThat(result.status()).isZero();
    assertThat(result.errors()).isEmpty();
    assertThat(result.out()).isEqualTo(whole(command).getUsageMessage());
  }

  static Stream<List<String>> isThatOfTheWholeCommand() {
    List<List<String>> commands = new ArrayList<>(List.of(List.of()));
    for (int i = 0; i < commands.size(); i++) {
      List<String> command = commands.get(i);
      for (String word : whole(command).getSubcommands().keySet()) {
        commands.add(Stream.concat(command.stream(), Stream.of(word)).toList());
      }
    }
    return commands.stream();
  }

  @Test
  void isThereForThoseWhoAskInWords() {
    assertThat(Commands.run("help").out()).isEqualTo(Commands.run("--help").out());
    assertThat(Commands.run("help", "corpus", "build").out())
        .isEqualTo(Commands.run("corpus", "build", "--help").out());
    assertThat(Commands.run("version").out()).isEqualTo(Commands.run("--version").out());
  }

  private static CommandLine whole(List<String> command) {
    CommandLine line = ContinuoCommand.line();
    for (String word : command) {
      line = Objects.requireNonNull(line.getSubcommands().get(word));
    }
    return line;
  }

  @Test
  void suggestsCommandsThatItDidNotLookAt() {
    assertThat(Commands.run("generat").errors()).contains("generate");
  }
}
