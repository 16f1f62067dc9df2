package dev.continuo.maven;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Trains a model on the project's text and puts it among the project's resources, from where {@code
 * TextModel} opens it. Trains only when text or settings changed.
 */
@Mojo(name = "train", defaultPhase = LifecyclePhase.PROCESS_RESOURCES, threadSafe = true)
public final class TrainMojo extends AbstractMojo {

  /** What {@code TextModel} opens. */
  private static final List<String> MODEL =
      List.of(
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json");

  /** Text files and folders, or one corpus folder. */
  @Parameter(required = true)
  List<File> texts = List.of();

  /**
   * Settings of the training by the names that they have as options of {@code continuo train}, such
   * as {@code <depth>4</depth>} or {@code <learning-rate>0.001</learning-rate>}. Without steps or
   * minutes it trains for four epochs.
   */
  @Parameter Map<String, String> settings = Map.of();

  /** The folder of the model among the resources. */
  @Parameter(defaultValue = "model")
  String resource = "model";

  /** Where resources go. */
  @Parameter(defaultValue = "${project.build.outputDirectory}")
  File outputDirectory = new File("target/classes");

  /**
   * Where runs are kept, with reports and learning curves. Outside of {@code target} it outlives
   * {@code mvn clean}, and an unchanged model is not trained again.
   */
  @Parameter(defaultValue = "${project.build.directory}/continuo")
  File runs = new File("target/continuo");

  /** Options of the JVM that trains, such as {@code -Xmx4g}. */
  @Parameter List<String> jvmOptions = List.of();

  /** Trains nothing, and leaves what is there. */
  @Parameter(property = "continuo.skip", defaultValue = "false")
  boolean skip;

  @Parameter(defaultValue = "${plugin.artifacts}", readonly = true)
  List<Artifact> artifacts = List.of();

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("continuo.skip is set: no model is trained");
      return;
    }
    Path run = runs.toPath().resolve(resource);
    Path trained = run.resolveSibling(resource + ".digest");
    try {
      String digest = Inputs.digest(texts, new TreeMap<>(settings), version());
      if (Files.exists(trained) && Files.readString(trained).equals(digest)) {
        getLog().info("text and settings are as they were: " + run + " is kept");
      } else {
        Files.deleteIfExists(trained);
        train(run);
        Files.writeString(trained, digest);
      }
      Path target = outputDirectory.toPath().resolve(resource);
      Files.createDirectories(target);
      for (String file : MODEL) {
        Files.copy(run.resolve(file), target.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new MojoExecutionException("cannot train the model: " + e.getMessage(), e);
    }
  }

  private String version() {
    String version = TrainMojo.class.getPackage().getImplementationVersion();
    return version == null ? "" : version;
  }

  private void train(Path run) throws IOException, MojoExecutionException, MojoFailureException {
    Files.createDirectories(run.getParent());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xlog:disable",
            "-XX:+UseParallelGC",
            "-XX:MaxNewSize=48m"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", classPath(), TrainProgram.class.getName(), run.toString()));
    new TreeMap<>(settings).forEach((name, value) -> command.add(name + "=" + value));
    command.add("--");
    texts.forEach(text -> command.add(text.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OPT_OUT_TRACKING", "true");
    builder.environment().putIfAbsent("TORCH_CPP_LOG_LEVEL", "ERROR");
    String last = "";
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        getLog().info(line);
        last = line;
      }
      if (process.waitFor() != 0) {
        throw new MojoFailureException("the training failed: " + last);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("the training was interrupted", e);
    } finally {
      process.destroy();
    }
  }

  /** The plugin and what it depends on; the tests' own where no Maven runs it. */
  private String classPath() {
    return artifacts.isEmpty()
        ? System.getProperty("java.class.path")
        : artifacts.stream()
            .map(artifact -> artifact.getFile().toString())
            .collect(Collectors.joining(File.pathSeparator));
  }
}
