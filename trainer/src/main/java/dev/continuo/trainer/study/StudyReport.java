package dev.continuo.trainer.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** {@code study.html}: a study on one page that needs nothing else. */
final class StudyReport {

  /** The page of a run, whose style and drawing this one shares. */
  private static final String OF_RUNS = "/dev/continuo/trainer/report/";

  private final StudyFolder study;

  StudyReport(StudyFolder study) {
    this.study = study;
  }

  static Path page(Path folder) {
    return folder.resolve("study.html");
  }

  void write() {
    ObjectNode data = StudyFile.JSON.valueToTree(study.state());
    data.put("title", String.valueOf(study.path().toAbsolutePath().normalize().getFileName()));
    data.put("training_tokens", study.trainingTokens());
    String page =
        resource("study.html")
            .replace("/*{style}*/", resource(OF_RUNS + "report.css") + resource("study.css"))
            .replace("/*{script}*/", resource(OF_RUNS + "figures.js") + resource("study.js"))
            .replace("/*{data}*/", text(data).replace("<", "\\u003c"));
    AtomicFile.write(page(study.path()), page.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ObjectNode data) {
    try {
      return StudyFile.JSON.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that cannot be written as JSON", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(StudyReport.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
