package dev.continuo.corpus.read;

import dev.continuo.corpus.document.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What reading a file gives. */
record Read(List<Document> documents, List<ReadProblem> problems) {

  static Read of(Path file, ReadOptions options) {
    List<Document> documents = new ArrayList<>();
    List<ReadProblem> problems = new ArrayList<>();
    try (DocumentReader reader =
        new DocumentReader(List.of(Source.of(file)), options, problems::add)) {
      reader.forEachRemaining(documents::add);
    }
    return new Read(documents, problems);
  }

  static Read of(Path file, byte[] bytes) throws IOException {
    return of(Files.write(file, bytes), ReadOptions.DEFAULT);
  }

  static Read of(Path file, String text) throws IOException {
    return of(file, text.getBytes(StandardCharsets.UTF_8));
  }

  List<String> texts() {
    return documents.stream().map(Document::text).toList();
  }

  /** The place and the reason of each problem. */
  List<String> lost() {
    return problems.stream().map(problem -> problem.place() + " " + problem.reason()).toList();
  }
}
