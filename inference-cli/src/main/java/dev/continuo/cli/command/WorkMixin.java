package dev.continuo.cli.command;

import dev.continuo.corpus.pipeline.WorkOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a corpus is worked on. */
final class WorkMixin {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([kmg])");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Documents worked on at the same time. Default: the number of processors.")
  private @Nullable Integer threads;

  @Option(
      names = "--memory",
      defaultValue = "256m",
      paramLabel = "SIZE",
      description =
          "Memory for finding repetitions, such as 64m or 2g; the rest is on disk. Default:"
              + " ${DEFAULT-VALUE}.")
  private String memory;

  @Option(
      names = "--strict",
      description = "Stop at the first thing that cannot be read, instead of counting it.")
  private boolean strict;

  @Option(
      names = "--keep-dropped",
      paramLabel = "FILE",
      description = "Write every dropped document with its reason to a file, as JSON Lines.")
  private @Nullable Path dropped;

  WorkOptions options() {
    try {
      WorkOptions options = WorkOptions.DEFAULT.withMemory(bytes(memory)).withStrict(strict);
      options = threads == null ? options : options.withThreads(threads);
      return dropped == null ? options : options.withDropped(dropped);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static long bytes(String size) {
    Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("--memory: expected a size such as 256m, found " + size);
    }
    int shift =
        switch (matcher.group(2)) {
          case "k" -> 10;
          case "m" -> 20;
          default -> 30;
        };
    return Long.parseLong(matcher.group(1)) << shift;
  }
}
