package dev.continuo.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.document.DocumentStep;
import dev.continuo.corpus.document.StepResult;
import dev.continuo.corpus.output.DocumentWriter;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.tokenizer.train.ByteVocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps and outputs of a user's own, named on the command line. */
class ExtensionTest {

  @TempDir Path folder;

  private final ClassLoader before = Thread.currentThread().getContextClassLoader();
  private URLClassLoader loader;

  /** Drops what mentions a dog. */
  public static final class NoDogs implements DocumentStep {
    @Override
    public String name() {
      return "no-dogs";
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public StepResult apply(Document document) {
      return document.text().contains("dog") ? StepResult.drop("dog") : StepResult.keep(document);
    }
  }

  /** The length of each document, and whether it is held out. */
  public static final class Lengths implements OutputFormat {
    @Override
    public String name() {
      return "lengths";
    }

    @Override
    public DocumentWriter open(OutputStream out) {
      return new DocumentWriter() {
        @Override
        public void write(Document document, boolean validation) throws IOException {
          String line = document.text().length() + " " + validation + "\n";
          out.write(line.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() {}
      };
    }
  }

  @BeforeEach
  void nameThem() throws IOException {
    Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
    Files.writeString(services.resolve(DocumentStep.class.getName()), NoDogs.class.getName());
    Files.writeString(services.resolve(OutputFormat.class.getName()), Lengths.class.getName());
    loader = new URLClassLoader(new URL[] {folder.resolve("classes").toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterEach
  void forgetThem() throws IOException {
    Thread.currentThread().setContextClassLoader(before);
    loader.close();
  }

  private Path texts() throws IOException {
    Path texts = Files.createDirectories(folder.resolve("texts"));
    for (int i = 0; i < 20; i++) {
      Files.writeString(
          texts.resolve(i + ".txt"),
          i % 2 == 0
              ? "The cat sat on mat " + i + ", and then it slept on it all day."
              : "A dog ran after ball " + i + ", and then it brought it back.");
    }
    return texts;
  }

  @Test
  void corpusAndTrainTakeThemByName() throws IOException {
    Path texts = texts();
    Commands.Result stats =
        Commands.run("corpus", "stats", texts, "--document-step", "no-dogs", "--dedup", "exact");
    assertThat(stats.errors()).isEmpty();
    assertThat(stats.out()).contains("dog").contains("no-dogs");

    Path tokenizer = folder.resolve("tokenizer.json");
    ByteVocabulary.create().write(tokenizer);
    Path table = folder.resolve("lengths.txt");
    Object[] build = {
      "corpus",
      "build",
      texts,
      "-o",
      folder.resolve("corpus"),
      "--tokenizer",
      tokenizer,
      "--dedup",
      "exact",
      "--document-step",
      "no-dogs",
      "--document-output",
      "lengths=" + table
    };
    Commands.Result built = Commands.run(build);
    assertThat(built.status()).as(built.errors()).isZero();
    assertThat(Files.readAllLines(table)).hasSize(10).anyMatch(line -> line.endsWith("true"));

    Object[] train = {
      "train",
      texts,
      "-o",
      folder.resolve("run"),
      "--depth",
      1,
      "--context",
      16,
      "--tokenizer",
      "byte",
      "--steps",
      1,
      "--document-step",
      "no-dogs"
    };
    Commands.Result trained = Commands.run(train);
    assertThat(trained.status()).as(trained.errors()).isZero();
    assertThat(folder.resolve("run/continuo/corpus/corpus.json"))
        .content()
        .contains("\"dog\" : 10");
  }

  @Test
  void anUnknownOneIsNamedWithThoseThatAreThere() throws IOException {
    Commands.Result result = Commands.run("corpus", "stats", texts(), "--document-step", "no-cats");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.errors())
        .contains("called \"no-cats\", found [no-dogs]", "META-INF/services");
    Commands.Result format =
        Commands.run("corpus", "stats", texts(), "--document-output", "lengths");
    assertThat(format.status()).isEqualTo(2);
    assertThat(format.errors()).contains("--document-output");
  }
}
