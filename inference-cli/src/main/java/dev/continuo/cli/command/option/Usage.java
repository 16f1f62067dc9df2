package dev.continuo.cli.command.option;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Checks the options of a command line; a bad one is refused as wrong usage that names it. */
public final class Usage {

  private final CommandSpec spec;

  public Usage(CommandSpec spec) {
    this.spec = spec;
  }

  /** Whether an option was given rather than left at its default. */
  public boolean gives(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /** Wrong usage. */
  public ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Refuses options that would have no effect.
   *
   * @param beside the option that disables them, such as {@code --beams}
   */
  public void refuse(String beside, List<String> options) {
    refuse(options, "has no effect with " + beside + "; leave one of them out");
  }

  /** Refuses options for a reason. */
  public void refuse(List<String> options, String why) {
    for (String option : options) {
      if (gives(option)) {
        throw wrong(option + " " + why);
      }
    }
  }

  /** Refuses two options that ask for different things. */
  public void exclude(String one, String other) {
    if (gives(one) && gives(other)) {
      throw wrong(one + " and " + other + " contradict each other; give one of them");
    }
  }

  /** Refuses NaN, infinity and numbers not above 0; null means that the option is absent. */
  public void positive(String option, @Nullable Number value) {
    if (value != null && !(value.doubleValue() > 0 && Double.isFinite(value.doubleValue()))) {
      throw wrong(option + ": expected more than 0, found " + value);
    }
  }

  /** Refuses a number outside a range; null means that the option is absent. */
  public void within(String option, @Nullable Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw wrong(
          String.format(
              Locale.ROOT, "%s: expected %,d to %,d, found %,d", option, least, most, value));
    }
  }
}
