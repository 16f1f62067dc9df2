package dev.continuo.trainer.run;

import dev.continuo.trainer.checkpoint.RunFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a training came to.
 *
 * @param folder the run folder
 * @param outcome losses, steps and a verdict; null where the training was stopped before its end
 */
public record TrainedRun(Path folder, RunFile.@Nullable Outcome outcome) {}
