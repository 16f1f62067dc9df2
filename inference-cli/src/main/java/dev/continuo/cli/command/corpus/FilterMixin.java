package dev.continuo.cli.command.corpus;

import dev.continuo.corpus.filter.FilterOptions;
import dev.continuo.corpus.filter.RuleSet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which documents are good enough. */
final class FilterMixin {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--filters",
      split = ",",
      paramLabel = "NAME",
      description =
          "Published quality rules that a document must pass: gopher, c4, fineweb. Default: none.")
  private List<String> filters = List.of();

  @Option(
      names = "--languages",
      split = ",",
      paramLabel = "CODE",
      description = "Keep documents in these languages only, e.g. en,zh. Default: all.")
  private List<String> languages = List.of();

  FilterOptions options() {
    Set<RuleSet> rules = EnumSet.noneOf(RuleSet.class);
    filters.forEach(name -> rules.add(ruleSet(name)));
    try {
      return FilterOptions.DEFAULT.withRules(rules).withLanguages(languages);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--languages: " + e.getMessage(), e);
    }
  }

  private RuleSet ruleSet(String name) {
    return Arrays.stream(RuleSet.values())
        .filter(rules -> rules.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    Arrays.stream(RuleSet.values())
                        .map(RuleSet::label)
                        .collect(
                            Collectors.joining(
                                ", ", "--filters: expected some of ", ", found " + name))));
  }
}
