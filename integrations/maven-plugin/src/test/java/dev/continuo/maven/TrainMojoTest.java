package dev.continuo.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project whose build trains a model, and the application that opens it. */
final class TrainMojoTest {

  private static final Map<String, String> QUICK =
      Map.of(
          "tokenizer",
          "char",
          "depth",
          "1",
          "width",
          "32",
          "heads",
          "2",
          "context",
          "16",
          "batch",
          "4",
          "steps",
          "3",
          "optimizer",
          "adamw",
          "learning-rate",
          "0.001");

  @TempDir private Path project;

  private TrainMojo mojo(Map<String, String> settings) throws IOException {
    Path text = project.resolve("poem.txt");
    if (!Files.exists(text)) {
      StringBuilder poem = new StringBuilder();
      for (String animal : List.of("cat", "dog", "owl", "fox", "hen", "bat", "cow", "rat")) {
        poem.append("the ")
            .append(animal)
            .append(" sat on the mat and saw a ")
            .append(animal)
            .append(" in a hat\n\n\n");
      }
      Files.writeString(text, poem);
    }
    TrainMojo mojo = new TrainMojo();
    mojo.texts = List.of(text.toFile());
    mojo.settings = settings;
    mojo.outputDirectory = project.resolve("classes").toFile();
    mojo.runs = project.resolve("runs").toFile();
    mojo.jvmOptions = List.of("-Dcontinuo.libtorch=false", "-Xmx512m");
    return mojo;
  }

  @Test
  void theApplicationOpensWhatTheBuildTrained() throws Exception {
    mojo(QUICK).execute();
    Path model = project.resolve("classes/model");
    try (TextModel opened = TextModel.open(model)) {
      assertThat(opened.generate("the ", GenerationOptions.sampled(3, 1)).text()).isNotNull();
    }
  }

  @Test
  void trainsAgainOnlyWhatChanged() throws Exception {
    mojo(QUICK).execute();
    Path run = project.resolve("runs/model/continuo/run.json");
    Object first = Files.readAttributes(run, "unix:ino").get("ino");
    Files.delete(project.resolve("classes/model/config.json")); // as after mvn clean
    mojo(QUICK).execute();
    assertThat(Files.readAttributes(run, "unix:ino").get("ino")).as("unchanged").isEqualTo(first);
    assertThat(project.resolve("classes/model/config.json")).exists();
    Map<String, String> more = new LinkedHashMap<>(QUICK);
    more.put("steps", "4");
    mojo(more).execute();
    assertThat(Files.readString(run)).as("another setting").contains("\"steps\" : 4");
    Files.writeString(
        project.resolve("poem.txt"),
        "and nobody else saw anything at all\n",
        StandardOpenOption.APPEND);
    Object second = Files.readAttributes(run, "unix:ino").get("ino");
    mojo(more).execute();
    assertThat(Files.readAttributes(run, "unix:ino").get("ino")).as("text").isNotEqualTo(second);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> mojo(Map.of("dept", "4")).execute())
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContainingAll("settings: expected one of", "depth", "found dept");
    assertThatThrownBy(() -> mojo(Map.of("depth", "four")).execute())
        .hasMessageContaining("settings: depth: expected a number, found four");
    assertThatThrownBy(
            () -> {
              TrainMojo mojo = mojo(QUICK);
              mojo.texts = List.of(project.resolve("none.txt").toFile());
              mojo.execute();
            })
        .isInstanceOf(MojoExecutionException.class)
        .hasMessageContaining("none.txt: expected a text file or a folder");
  }
}
