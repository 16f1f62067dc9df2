package dev.continuo.trainer.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.tokenizer.files.Scratch;
import dev.continuo.tokenizer.unicode.WellFormed;
import dev.continuo.trainer.config.TrainingException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Documents in memory as a file of JSON Lines, for as long as a training reads it. */
final class DocumentFile implements AutoCloseable {

  private static final String NAME = "documents.jsonl";
  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable Scratch scratch;

  private DocumentFile(@Nullable Scratch scratch) {
    this.scratch = scratch;
  }

  /** A file of some documents; no documents make no file. */
  static DocumentFile of(List<String> documents) {
    if (documents.isEmpty()) {
      return new DocumentFile(null);
    }
    try {
      Scratch scratch = Scratch.temporary();
      DocumentFile file = new DocumentFile(scratch);
      try (BufferedWriter out = Files.newBufferedWriter(scratch.path().resolve(NAME))) {
        for (String document : documents) {
          out.write(JSON.writeValueAsString(Map.of("text", WellFormed.of(document))));
          out.newLine();
        }
      } catch (IOException e) {
        scratch.delete();
        throw e;
      }
      return file;
    } catch (IOException e) {
      throw new TrainingException("the documents cannot be written to a temporary file: " + e, e);
    }
  }

  /** The file, where there are documents, or else what is read in its place. */
  List<Path> inputs(List<Path> otherwise) {
    return scratch == null ? otherwise : List.of(scratch.path().resolve(NAME));
  }

  @Override
  public void close() {
    if (scratch != null) {
      try {
        scratch.delete();
      } catch (IOException e) {
        System.getLogger(DocumentFile.class.getName())
            .log(System.Logger.Level.WARNING, scratch.path() + ": cannot be deleted", e);
      }
    }
  }
}
