package dev.continuo.cli.command.corpus;

import dev.continuo.cli.command.option.MemorySize;
import dev.continuo.cli.command.option.Usage;
import dev.continuo.corpus.work.WorkOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a corpus is worked on. */
final class WorkMixin {

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
      converter = MemorySize.class,
      description =
          "Memory for finding repetitions, such as 64m or 2g; the rest is on disk. Default:"
              + " ${DEFAULT-VALUE}.")
  private long memory;

  @Option(
      names = "--strict",
      description = "Stop at the first thing that cannot be read, instead of counting it.")
  private boolean strict;

  @Option(
      names = "--keep-dropped",
      paramLabel = "FILE",
      description = "Write every dropped document with its reason to a file, as JSON Lines.")
  private @Nullable Path dropped;

  @Option(names = "--overwrite", description = "Replace existing files.")
  private boolean overwrite;

  boolean overwrite() {
    return overwrite;
  }

  WorkOptions options() {
    new Usage(spec).positive("--threads", threads);
    try {
      WorkOptions options =
          WorkOptions.DEFAULT.withMemory(memory).withStrict(strict).withOverwrite(overwrite);
      options = threads == null ? options : options.withThreads(threads);
      return dropped == null ? options : options.withDropped(dropped);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--memory: " + e.getMessage(), e);
    }
  }
}
