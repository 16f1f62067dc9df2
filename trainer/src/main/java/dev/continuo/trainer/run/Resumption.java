package dev.continuo.trainer.run;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.device.Precision;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.checkpoint.RunPaths;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.run.NamedText.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run that goes on is asked for what it was asked for when it began, so that the same
 * command goes on with {@code --resume} added. What is left out stays as it was.
 */
final class Resumption {

  /** How the text's arguments are called among the names of what was given. */
  static final String TEXT = "TEXT";

  private final RunPaths run;
  private final RunFile file;
  private final TrainRequest request;
  private final Set<String> given;
  private final List<String> differences = new ArrayList<>();

  private Resumption(RunPaths run, RunFile file, TrainRequest request, Set<String> given) {
    this.run = run;
    this.file = file;
    this.request = request;
    this.given = given;
  }

  /**
   * Refuses what differs from what the run was told.
   *
   * @param given the names of the options that were given rather than left at their defaults
   * @throws UsageException says all that differs
   */
  static void check(RunPaths run, RunFile file, TrainRequest request, Set<String> given) {
    Resumption resumption = new Resumption(run, file, request, given);
    resumption.compareText();
    resumption.compareNet();
    resumption.compareTraining();
    resumption.compareOptimizer(file.training().optimizer());
    if (!resumption.differences.isEmpty()) {
      throw new UsageException(
          run.root()
              + ": the command differs from the one that began the run: "
              + String.join("; ", resumption.differences)
              + "; leave that out to resume, or train anew with --overwrite");
    }
  }

  private void compare(String name, @Nullable Object asked, @Nullable Object had) {
    if (given.contains(name) && !Objects.equals(asked, had)) {
      differs(name, String.valueOf(asked), had == null ? "none" : had.toString());
    }
  }

  private void differs(String name, String asked, String had) {
    differences.add(name + " was " + had + ", is " + asked + " now");
  }

  private void compareText() {
    NamedText named = NamedText.read(run);
    if (given.contains(TEXT)) {
      compareInputs(named);
    }
    if (named == null) {
      for (String name : List.of("--val", "--val-share", "--split", "--vocab-size")) {
        if (given.contains(name)) {
          differences.add(name + " is not recorded for this run");
        }
      }
    } else {
      Path validation = request.corpus().validationFile().orElse(null);
      if (given.contains("--val") && validation != null) {
        Part had = named.validation();
        Part asked = Part.of(validation);
        if (!asked.isSameAs(had)) {
          differs("--val", asked.described(), had == null ? "none" : had.described());
        }
      }
      compare("--val-share", request.corpus().validationShare(), named.validationShare());
      compare("--split", request.corpus().reading().split().name(), named.split());
      compare("--vocab-size", request.vocabulary().size(), named.vocabularySize());
    }
    compareTokenizer(named);
  }

  private void compareInputs(@Nullable NamedText named) {
    List<Path> inputs = request.corpus().inputs();
    String folder = file.corpus().folder();
    Path first = inputs.getFirst();
    if (CorpusFolder.isCorpus(first)) {
      try (Shard shard = Shard.open(new CorpusFolder(first).trainingShard())) {
        if (!shard.fingerprint().equals(file.corpus().trainingFingerprint())) {
          differs(TEXT, first.toString(), folder == null ? "text of its own" : folder);
        }
      }
    } else if (folder != null) {
      differs(TEXT, first.toString(), folder);
    } else if (named == null) {
      differences.add(TEXT + " is not recorded for this run");
    } else {
      List<Part> asked = inputs.stream().map(Part::of).toList();
      if (asked.stream().anyMatch(part -> part.digest() == null)) {
        differences.add(TEXT + ": standard input and pipes cannot be read again and compared");
      } else if (!named.hasText(asked)) {
        differs(TEXT, NamedText.described(asked), NamedText.described(named.inputs()));
      }
    }
  }

  /** A choice of a kind by its name, a file by what is in it. */
  private void compareTokenizer(@Nullable NamedText named) {
    String asked = request.vocabulary().tokenizer();
    if (!given.contains("--tokenizer") || (named != null && asked.equals(named.tokenizer()))) {
      return;
    }
    Path own = run.root().resolve(Tokenizers.FILE_NAME);
    try {
      if (!Files.isRegularFile(Path.of(asked)) || Files.mismatch(Path.of(asked), own) >= 0) {
        differs("--tokenizer", asked, named == null ? own.toString() : named.tokenizer());
      }
    } catch (IOException e) {
      throw new TrainingException(asked + ": cannot be read: " + e, e);
    }
  }

  private void compareNet() {
    ModelConfig model = ConfigFile.read(run.root().resolve(ConfigFile.NAME));
    TrainRequest.Net net = request.net();
    compare("--depth", net.depth(), model.layerCount());
    compare("--width", net.channels(), model.channels());
    compare("--heads", net.heads(), model.headCount());
    Path config = net.config();
    if (config != null && !ConfigFile.read(config).equals(model)) {
      differences.add("--config " + config + " describes a different net");
    }
    Path from = net.from();
    compare("--from", from == null ? null : from.toAbsolutePath().toString(), file.from());
  }

  private void compareTraining() {
    TrainingConfig had = file.training();
    TrainRequest.Training asked = request.training();
    compare("--context", asked.context(), had.batch().context());
    compare("--batch", asked.batch(), had.batch().size());
    compare("--objective", lower(asked.objective()), lower(had.batch().objective()));
    compare("--evaluations", asked.evaluations(), had.evaluation().count());
    compare("--seed", asked.seed(), had.seed());
    if (!asked.precision().equals("auto")) {
      String kept = had.precision() == Precision.BFLOAT16 ? "bf16" : "float32";
      compare("--precision", asked.precision(), kept);
    }
    TrainRequest.Recipe recipe = asked.recipe();
    compare("--loss", lower(Recipes.loss(recipe).kind()), lower(had.loss().kind()));
    compare("--label-smoothing", recipe.labelSmoothing(), had.loss().smoothing());
    compare("--dropout", recipe.dropout(), had.dropout());
    compare("--warmup", recipe.warmup(), had.schedule().warmup());
    compare("--decay", recipe.decay(), had.schedule().decay());
    compare("--clip-norm", recipe.clipNorm(), had.optimizer().clipNorm());
    Double minutes = asked.saving().minutes();
    double seconds = had.saving().seconds();
    if (minutes != null && minutes * 60 != seconds) {
      differs("--checkpoint-minutes", minutes.toString(), Double.toString(seconds / 60));
    }
    compare("--checkpoint-steps", asked.saving().steps(), had.saving().steps());
    compare("--keep", asked.saving().kept(), had.saving().kept());
  }

  private void compareOptimizer(Optimization had) {
    TrainRequest.Recipe asked = request.training().recipe();
    boolean muon = had instanceof Optimization.Muon;
    if (!asked.optimizer().equals("auto")) {
      compare("--optimizer", asked.optimizer(), muon ? "muon" : "adamw");
    }
    switch (had) {
      case Optimization.AdamW adamW -> {
        compare("--weight-decay", asked.weightDecay(), adamW.weightDecay());
        compare("--table-rate", asked.tableRate(), null);
        compare("--vector-rate", asked.vectorRate(), null);
        compare("--momentum", asked.momentum(), null);
        compare("--block-rows", asked.blockRows(), null);
      }
      case Optimization.Muon rates -> {
        compare("--weight-decay", asked.weightDecay(), rates.weightDecay());
        compare("--table-rate", asked.tableRate(), rates.tableRate());
        compare("--vector-rate", asked.vectorRate(), rates.rest().learningRate());
        compare("--momentum", asked.momentum(), rates.momentum());
        compare("--block-rows", asked.blockRows(), rates.rows());
      }
    }
  }

  private static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
