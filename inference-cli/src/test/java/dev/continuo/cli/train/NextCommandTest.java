package dev.continuo.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.command.ContinuoCommand;
import dev.continuo.trainer.config.Budget;
import dev.continuo.trainer.config.Settings;
import dev.continuo.trainer.config.TrainingSettings;
import dev.continuo.trainer.report.Verdict.Kind;
import dev.continuo.trainer.run.TextSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NextCommandTest {

  private static final Settings GIVEN =
      Settings.NONE
          .with(TrainingSettings.STEPS, 300L)
          .with(TrainingSettings.DEPTH, 6)
          .with(TrainingSettings.OVERWRITE, true)
          .with(TextSettings.TOKENIZER, "char");

  private static NextCommand next(Settings given, int layers) {
    return new NextCommand(
        Path.of("runs", "poems"),
        List.of(Path.of("poems.txt")),
        given,
        layers,
        new Budget.Steps(300));
  }

  @Test
  void eachVerdictHasItsCommand() {
    assertThat(next(GIVEN, 6).after(Kind.STILL_FALLING))
        .isEqualTo("continuo train -o runs/poems --resume --steps 600");
    assertThat(next(GIVEN, 6).after(Kind.TOO_SMALL))
        .isEqualTo(
            "continuo train poems.txt -o runs/poems-2 --depth 8 --steps 300 --tokenizer char");
    assertThat(next(GIVEN, 6).after(Kind.OVERFITTING))
        .isEqualTo(
            "continuo train poems.txt -o runs/poems-2 --depth 4 --steps 300 --tokenizer char"
                + " --patience 3");
    assertThat(next(GIVEN, 1).after(Kind.OVERFITTING)).endsWith("--patience 3 --dropout 0.1");
    assertThat(next(GIVEN, 6).after(Kind.CONVERGED)).isEqualTo("continuo prompt -m runs/poems");
  }

  @Test
  void namesAreQuotedAsAShellReadsThem() {
    NextCommand next =
        new NextCommand(
            Path.of("my runs/it's"), List.of(), Settings.NONE, 2, new Budget.Minutes(2.5));
    assertThat(next.after(Kind.STILL_FALLING))
        .isEqualTo("continuo train -o 'my runs/it'\\''s' --resume --minutes 5");
  }

  /** Such a command is understood by the command line. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void theCommandCanBeParsed(Kind verdict) {
    String[] words = next(GIVEN, 6).after(verdict).split(" ", -1);
    var parsed = ContinuoCommand.line().parseArgs(Arrays.copyOfRange(words, 1, words.length));
    assertThat(parsed.subcommand().errors()).isEmpty();
    assertThat(parsed.subcommand().unmatched()).isEmpty();
  }
}
