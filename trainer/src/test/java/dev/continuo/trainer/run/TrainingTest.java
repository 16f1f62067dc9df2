package dev.continuo.trainer.run;

import static dev.continuo.trainer.config.TrainingSettings.BATCH;
import static dev.continuo.trainer.config.TrainingSettings.CONTEXT;
import static dev.continuo.trainer.config.TrainingSettings.DEPTH;
import static dev.continuo.trainer.config.TrainingSettings.DEVICE;
import static dev.continuo.trainer.config.TrainingSettings.EVALUATIONS;
import static dev.continuo.trainer.config.TrainingSettings.FROM;
import static dev.continuo.trainer.config.TrainingSettings.MICRO_BATCH;
import static dev.continuo.trainer.config.TrainingSettings.OPTIMIZER;
import static dev.continuo.trainer.config.TrainingSettings.PRECISION;
import static dev.continuo.trainer.config.TrainingSettings.RECOMPUTE;
import static dev.continuo.trainer.config.TrainingSettings.SEED;
import static dev.continuo.trainer.config.TrainingSettings.THREADS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.read.DocumentSource;
import dev.continuo.corpus.read.Format;
import dev.continuo.corpus.read.ReadSettings;
import dev.continuo.corpus.read.SourceFile;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.runtime.DevicePreference;
import dev.continuo.model.text.TextModel;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.tokenizer.files.Folders;
import dev.continuo.trainer.checkpoint.RunFile;
import dev.continuo.trainer.config.OptimizerChoice;
import dev.continuo.trainer.config.PrecisionChoice;
import dev.continuo.trainer.config.TrainingConfig;
import dev.continuo.trainer.config.TrainingConfig.DivergenceRule;
import dev.continuo.trainer.config.TrainingConfig.Resources;
import dev.continuo.trainer.config.TrainingException;
import dev.continuo.trainer.config.UsageException;
import dev.continuo.trainer.eval.Score;
import dev.continuo.trainer.progress.TrainingListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run from Java, with nothing of the command line. */
class TrainingTest {

  private static final List<String> DOCUMENTS =
      IntStream.range(0, 60)
          .mapToObj(i -> "The " + i + "th cat sat on mat " + 7 * i + ", and a dog ran after it.")
          .toList();

  @TempDir Path folder;

  @Test
  void trainsOnDocumentsInMemoryAndContinuesThem() {
    List<String> told = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void corpus(CorpusReport report) {
            told.add(report.documentsKept() + " documents");
          }
        };
    TrainedRun run = training("run").steps(12).start(listener, TrainingListener.NONE);
    RunFile.Outcome outcome = Objects.requireNonNull(run.outcome());
    assertThat(outcome.steps()).isEqualTo(12);
    assertThat(told).containsExactly("60 documents");
    try (TextModel model = TextModel.open(run.folder())) {
      assertThat(model.generate("The ", GenerationOptions.sampled(20, 1)).text()).isNotEmpty();
    }
  }

  @Test
  void aRunIsScoredOnTextOfTheUsers() throws IOException {
    TrainedRun run = training("run").steps(4).start();
    Path text = Files.writeString(folder.resolve("text.txt"), DOCUMENTS.getFirst() + "\n");
    Score score = TextEvaluation.of(run.folder(), List.of(text)).score().score();
    int bytes = DOCUMENTS.getFirst().length();
    assertThat(score.tokens()).isEqualTo(bytes);
    assertThat(score.loss()).isBetween(3.0, 6.0);
    assertThatThrownBy(() -> TextEvaluation.of(run.folder(), List.of(text)).context(99).score())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("context: expected 1 to 32, found 99");
  }

  @Test
  void aRunThatWasStoppedEndsInTheSameBytes() throws IOException {
    training("whole").steps(12).start();
    AtomicLong step = new AtomicLong();
    TrainingListener counting =
        new TrainingListener() {
          @Override
          public void step(Step done) {
            step.set(done.step());
          }

          @Override
          public void evaluation(Evaluation evaluation) {}
        };
    TrainedRun stopped =
        training("stopped")
            .steps(12)
            .stopWhen(() -> step.get() >= 5)
            .start(RunListener.NONE, counting);
    assertThat(step.get()).isBetween(5L, 11L);
    assertThat(stopped.outcome()).isNull();
    Training again = training("stopped").steps(12);
    TrainedRun resumed = again.resume();
    assertThat(resumed.outcome()).isNotNull();
    assertThat(Files.mismatch(weights("whole"), weights("stopped"))).isEqualTo(-1);
    assertThatThrownBy(() -> again.resume())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("has used its budget");
  }

  @Test
  void anotherTextIsNotTheRuns() {
    training("run").steps(2).start();
    Training other =
        Training.onDocuments(List.of("Something else entirely, and more of it. ".repeat(20)))
            .into(folder.resolve("run"));
    assertThatThrownBy(() -> other.resume())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the text was");
    assertThatThrownBy(() -> training("run").start())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("is a run already");
  }

  @Test
  void whatMayNotChangeIsRefusedAndTheRestIsUsed() {
    training("run").steps(4).start();
    assertThatThrownBy(() -> training("run").steps(6).set(SEED, 9L).set(BATCH, 8).resume())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("batch was 4, is 8 now")
        .hasMessageContaining("seed was 1, is 9 now");
    Training adamW = training("run").steps(6).set(OPTIMIZER, OptimizerChoice.ADAMW);
    assertThatThrownBy(() -> adamW.resume())
        .hasMessageContaining("optimizer was muon, is adamw now");
    RunFile.Outcome outcome = Objects.requireNonNull(training("run").steps(6).resume().outcome());
    assertThat(outcome.steps()).isEqualTo(6);
    assertThatThrownBy(() -> training("other").set(FROM, folder.resolve("run")).start())
        .hasMessageContaining("depth and from contradict each other");
  }

  @Test
  void threadsDoNotChangeARun() throws IOException {
    for (int threads : new int[] {1, 3}) {
      training("threads-" + threads).set(THREADS, threads).steps(4).start();
    }
    assertThat(Files.readAllBytes(folder.resolve("threads-3/model.safetensors")))
        .isEqualTo(Files.readAllBytes(folder.resolve("threads-1/model.safetensors")));
    assertThatThrownBy(() -> training("other").set(THREADS, 0)).hasMessageContaining("threads");
  }

  @Test
  void whatIsInMemoryAtOnceMayChangeAndIsSaid() throws IOException {
    List<String> notes = new ArrayList<>();
    RunListener listener = noting(notes);
    training("whole").steps(4).start(listener, TrainingListener.NONE);
    assertThat(notes.getLast()).isEqualTo("memory     all 4 sequences of a step at once");
    training("whole").steps(8).resume();
    double right = loss(training("whole").steps(12).resume());
    training("run").steps(4).set(MICRO_BATCH, 3).start(listener, TrainingListener.NONE);
    assertThat(notes.getLast()).isEqualTo("memory     3 of 4 sequences of a step at once");
    training("run").steps(8).set(RECOMPUTE, true).resume(listener, TrainingListener.NONE);
    assertThat(notes.getLast())
        .isEqualTo(
            "memory     3 of 4 sequences of a step at once, activations computed again in the backward pass");
    TrainedRun last =
        training("run").steps(12).set(MICRO_BATCH, 4).resume(listener, TrainingListener.NONE);
    assertThat(notes.getLast()).contains("all 4 sequences").contains("again");
    assertThat(loss(last)).isCloseTo(right, Offset.offset(1e-3));

    Path file = folder.resolve("run/continuo/run.json");
    assertThat(RunFile.read(file).training().resources()).isEqualTo(new Resources(null, 4, true));
    String older = Files.readString(file).replaceFirst("(?s)\"resources\" : \\{.*?\\},", "");
    assertThat(older).doesNotContain("micro_batch").contains("\"divergence\" : {");
    DivergenceRule rule = RunFile.read(file).training().divergence();
    Files.writeString(file, older.replace("\"divergence\"", "\"care\""));
    assertThat(RunFile.read(file).training().resources()).isEqualTo(Resources.AUTO);
    assertThat(RunFile.read(file).training().divergence()).isEqualTo(rule);
    assertThatThrownBy(() -> training("other").set(MICRO_BATCH, 0))
        .isInstanceOf(TrainingException.class)
        .hasMessage("microBatch: expected more than 0, found 0");
  }

  /** The measurement of steps before the first one leaves nothing behind. */
  @Test
  void aRunThatWasKilledBeforeItsFirstStepEndsInTheSameBytes() throws IOException {
    training("whole").steps(6).start();
    training("killed").steps(6).stopWhen(() -> true).start();
    try (Stream<Path> saved = Files.list(folder.resolve("killed/continuo/checkpoints"))) {
      saved.forEach(TrainingTest::delete);
    }
    Files.delete(folder.resolve("killed/continuo/metrics.jsonl"));
    training("killed").steps(6).resume();
    assertThat(Files.mismatch(weights("whole"), weights("killed"))).isEqualTo(-1);
  }

  private static void delete(Path tree) {
    try {
      Folders.delete(tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The net is chosen by measuring once; the run then goes on with it. */
  @Test
  void aRunOfMinutesKeepsTheNetThatWasChosenForIt() throws IOException {
    List<String> notes = new ArrayList<>();
    RunListener listener = noting(notes);
    Supplier<Training> training =
        () ->
            Training.onDocuments(DOCUMENTS)
                .set(TextSettings.TOKENIZER, "byte")
                .set(DEVICE, DevicePreference.CPU)
                .into(folder.resolve("run"));
    TrainedRun first = training.get().minutes(0.01).start(listener, TrainingListener.NONE);
    assertThat(notes).anyMatch(note -> note.startsWith("chosen "));
    Path config = folder.resolve("run/config.json");
    byte[] chosen = Files.readAllBytes(config);
    Path file = folder.resolve("run/continuo/run.json");
    TrainingConfig told = RunFile.read(file).training();
    assertThat(told.evaluation().share()).isNotNull();
    notes.clear();
    TrainedRun second =
        training.get().minutes(longerThan(first)).resume(listener, TrainingListener.NONE);
    assertThat(notes).noneMatch(note -> note.startsWith("chosen "));
    assertThat(config).hasBinaryContent(chosen);
    assertThat(RunFile.read(file).training().evaluation()).isEqualTo(told.evaluation());
    assertThat(RunFile.read(file).training().batch()).isEqualTo(told.batch());
    assertThat(loss(training.get().minutes(longerThan(second)).resume())).isFinite();

    String older = Files.readString(file).replaceFirst("\"share\" : [0-9.]+,", "");
    Files.writeString(file, older);
    assertThat(RunFile.read(file).training().evaluation().share()).isNull();
  }

  /** A budget that a run has not used yet, however long its last step took. */
  private static double longerThan(TrainedRun run) {
    return Objects.requireNonNull(run.outcome()).seconds() / 60 + 0.01;
  }

  private static RunListener noting(List<String> notes) {
    return new RunListener() {
      @Override
      public void note(String line) {
        notes.add(line);
      }
    };
  }

  private static double loss(TrainedRun run) {
    return Objects.requireNonNull(run.outcome()).valLoss();
  }

  /** Drops every second document. */
  private static final class EverySecond implements DocumentStep {
    @Override
    public String name() {
      return "second";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public StepResult apply(Document document) {
      boolean even = document.text().matches("The \\d*[02468]th.*");
      return even ? StepResult.drop("even") : StepResult.keep(document);
    }
  }

  @Test
  void stepsOfYourOwnDecideWhatIsTrainedOn() {
    List<CorpusReport> reports = new ArrayList<>();
    RunListener listener =
        new RunListener() {
          @Override
          public void corpus(CorpusReport report) {
            reports.add(report);
          }
        };
    training("run")
        .steps(2)
        .corpus(corpus -> corpus.step(EverySecond::new))
        .start(listener, TrainingListener.NONE);
    assertThat(reports.getFirst().documentsKept()).isEqualTo(30);
    assertThat(reports.getFirst().dropped().toString()).isEqualTo("{even=30}");
  }

  @Test
  void otherStepsOfYourOwnAreNotTheRuns() throws IOException {
    training("run").steps(2).corpus(corpus -> corpus.step(EverySecond::new)).start();
    assertThat(Files.readString(folder.resolve("run/continuo/text.json")))
        .contains("\"steps\" : [ \"second 1\" ]");
    Training same = training("run").steps(3).corpus(corpus -> corpus.step(EverySecond::new));
    assertThat(Objects.requireNonNull(same.resume().outcome()).steps()).isEqualTo(3);
    assertThat(training("run").steps(4).resume().outcome()).as("left out").isNotNull();
    Training twice =
        training("run")
            .steps(5)
            .corpus(corpus -> corpus.step(EverySecond::new).step(Everything::new));
    assertThatThrownBy(twice::resume)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the list of added steps was second 1, is second 1, all 2 now");
    training("plain").steps(2).start();
    Training later = training("plain").steps(3).corpus(corpus -> corpus.step(Everything::new));
    assertThatThrownBy(later::resume)
        .hasMessageContaining("the list of added steps was none, is all 2 now");
  }

  /** Keeps every document. */
  private static final class Everything implements DocumentStep {
    @Override
    public String name() {
      return "all";
    }

    @Override
    public String version() {
      return "2";
    }

    @Override
    public StepResult apply(Document document) {
      return StepResult.keep(document);
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> Training.onDocuments(List.of()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("found none");
    assertThatThrownBy(() -> Training.onDocuments(DOCUMENTS).start())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("into(folder)");
  }

  @Test
  void textIsReadAsTheRunWasToldAndNotOtherwiseLater() throws IOException {
    String text = String.join("\n\n\n", DOCUMENTS).replace("cat", "ch\u00e2t");
    Path latin = folder.resolve("latin.txt");
    Files.write(latin, text.getBytes(StandardCharsets.ISO_8859_1));
    Supplier<Training> told =
        () -> small(Training.on(latin)).set(TextSettings.TOKENIZER, "char").into(run("run"));
    told.get().steps(2).set(ReadSettings.ENCODING, "latin1").start();
    assertThat(Files.readString(run("run").resolve("tokenizer.json"))).contains("\u00e2");
    assertThat(Files.readString(run("run").resolve("continuo/text.json")))
        .contains("\"formats\" : [ ]", "\"encoding\" : \"ISO-8859-1\"");
    assertThat(told.get().steps(3).set(ReadSettings.ENCODING, "ISO-8859-1").resume().outcome())
        .isNotNull();
    Training other = told.get().steps(4).set(ReadSettings.ENCODING, "UTF-8");
    assertThatThrownBy(other::resume)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encoding was ISO-8859-1, is UTF-8 now");
    Training field = told.get().steps(4).set(ReadSettings.TEXT_FIELD, "body");
    assertThatThrownBy(field::resume).hasMessageContaining("textField was text, is body now");
    assertThatThrownBy(told.get().set(ReadSettings.ENCODING, "nothing")::start)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("encoding: expected a name such as UTF-8");
  }

  @Test
  void anotherFormatOfYourOwnIsNotTheRuns() throws IOException {
    Path cards = Files.writeString(folder.resolve("a.cards"), String.join("\n", DOCUMENTS));
    Supplier<Training> told = () -> small(Training.on(cards)).into(run("run"));
    told.get().steps(2).corpus(corpus -> corpus.format(new Cards("1"))).start();
    Training same = told.get().steps(3).corpus(corpus -> corpus.format(new Cards("1")));
    assertThat(same.resume().outcome()).isNotNull();
    Training later = told.get().steps(4).corpus(corpus -> corpus.format(new Cards("2")));
    assertThatThrownBy(later::resume)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the list of added formats was cards 1, is cards 2 now");
  }

  /** A file of lines, each a document. */
  private record Cards(String version) implements Format {

    @Override
    public String name() {
      return "cards";
    }

    @Override
    public List<String> extensions() {
      return List.of("cards");
    }

    @Override
    public DocumentSource open(SourceFile file) throws IOException {
      String text = new String(file.utf8().readAllBytes(), StandardCharsets.UTF_8);
      return DocumentSource.of(file, text.lines().iterator());
    }
  }

  private Path run(String name) {
    return folder.resolve(name);
  }

  private Training training(String name) {
    return small(Training.onDocuments(DOCUMENTS)).into(run(name));
  }

  private static Training small(Training training) {
    return training
        .set(TextSettings.TOKENIZER, "byte")
        .set(DEPTH, 1)
        .set(CONTEXT, 32)
        .set(BATCH, 4)
        .set(EVALUATIONS, 2)
        .set(DEVICE, DevicePreference.CPU)
        .set(PRECISION, PrecisionChoice.FLOAT32);
  }

  private Path weights(String name) {
    return folder.resolve(name).resolve(WeightFiles.NAME);
  }
}
