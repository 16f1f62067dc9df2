package dev.continuo.model.text;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.WeightFormat;
import dev.continuo.model.weights.CheckpointFolders;
import dev.continuo.model.weights.ModelSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a model predicted at the checkpoints of its run. Each is opened, read once and closed.
 *
 * @param run the run's folder; another model has no checkpoints
 * @param config the dimensions of all of them
 * @param options how they are run
 */
record RunCheckpoints(Path run, ModelConfig config, RuntimeOptions options) {

  RunCheckpoints {
    options = options.withDevice(DevicePreference.CPU).withWeights(WeightFormat.AS_STORED);
  }

  /**
   * The predictions by step. A checkpoint that a training deletes meanwhile is left out.
   *
   * @param next the token whose probability is wanted
   * @param count how many of the likeliest tokens are wanted besides
   * @param most the most checkpoints to read
   */
  SortedMap<Long, TokenDetail> answers(int[] text, int next, int count, int most) {
    SortedMap<Long, TokenDetail> answers = new TreeMap<>();
    for (Map.Entry<Long, Path> checkpoint : chosen(most)) {
      try {
        answers.put(checkpoint.getKey(), answer(checkpoint.getValue(), text, next, count));
      } catch (ModelException e) {
        if (Files.isDirectory(checkpoint.getValue())) {
          throw e;
        }
      }
    }
    return answers;
  }

  private TokenDetail answer(Path checkpoint, int[] text, int next, int count) {
    ModelSource source = new ModelSource(config, Set.of(), ModelSource.weights(checkpoint, config));
    try (TextGenerator then = new TextGenerator(RuntimeModel.of(source, options), Set.of())) {
      return then.layers(text, OptionalInt.of(next), count).getLast();
    }
  }

  /** The first checkpoint, the last and those evenly between, at most so many. */
  private List<Map.Entry<Long, Path>> chosen(int most) {
    List<Map.Entry<Long, Path>> all = List.copyOf(CheckpointFolders.in(run).entrySet());
    int last = all.size() - 1;
    int count = Math.min(most, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get(count == 1 ? last : (int) ((long) last * i / (count - 1))))
        .toList();
  }
}
