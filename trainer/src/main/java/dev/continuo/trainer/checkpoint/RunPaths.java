package dev.continuo.trainer.checkpoint;

import dev.continuo.model.weights.CheckpointFolders;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.trainer.progress.MetricsFile;
import dev.continuo.trainer.progress.SampleFile;
import java.nio.file.Path;

/**
 * Where things lie in a run folder, which is a HuggingFace model folder with a {@code continuo}
 * folder inside.
 *
 * @param root the run folder
 */
public record RunPaths(Path root) {

  /** What only Continuo reads. */
  public Path own() {
    return root.resolve("continuo");
  }

  /** The weights that were kept. */
  public Path weights() {
    return root.resolve(WeightFiles.NAME);
  }

  /** The run's configuration and what came of it. */
  public Path runFile() {
    return own().resolve(RunFile.NAME);
  }

  /** The text that the run was made of, as it was named. */
  public Path text() {
    return own().resolve("text.json");
  }

  /** The logged steps. */
  public Path metrics() {
    return own().resolve(MetricsFile.NAME);
  }

  /** The samples that were written at evaluations. */
  public Path samples() {
    return own().resolve(SampleFile.NAME);
  }

  /** The page that shows the run. */
  public Path report() {
    return own().resolve("report.html");
  }

  /** The event files for TensorBoard. */
  public Path tensorBoard() {
    return own().resolve("tensorboard");
  }

  /** The token shards of a run that made its own. */
  public Path corpus() {
    return own().resolve("corpus");
  }

  /** The index of the training text. */
  public Path trace() {
    return own().resolve("trace");
  }

  /** Where the checkpoints lie. */
  public Path checkpointFolder() {
    return CheckpointFolders.of(root);
  }

  /** The checkpoints. */
  public Checkpoints checkpoints() {
    return new Checkpoints(checkpointFolder());
  }
}
