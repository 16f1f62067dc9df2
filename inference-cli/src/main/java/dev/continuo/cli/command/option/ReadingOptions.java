package dev.continuo.cli.command.option;

import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.trainer.run.TextSettings;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** The options that say how files become documents. */
public final class ReadingOptions extends SettingOptions {

  /** The section of the help that they stand in. */
  public static final String HEADING = "How files are read";

  ReadingOptions() {
    super(Map.of(HEADING, ReadSettings.ALL));
  }

  /** What the options of a command say. */
  public static ReadOptions parsed(CommandSpec spec) {
    return TextSettings.reading(parsed(spec, ReadSettings.ALL), ReadOptions.DEFAULT);
  }
}
