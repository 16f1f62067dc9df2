package dev.continuo.corpus.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.output.DocumentWriter;
import dev.continuo.corpus.output.OutputFormat;
import dev.continuo.corpus.report.CorpusReport;
import dev.continuo.corpus.work.WorkOptions;
import dev.continuo.tokenizer.files.OutputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that a user writes. */
class OwnOutputsTest {

  @TempDir Path folder;

  private CorpusOptions options = CorpusOptions.of(List.of(Path.of("")));
  private Path tokenizerFile = Path.of("");

  @BeforeEach
  void writeText() throws IOException {
    tokenizerFile = Files.writeString(folder.resolve("bytes.json"), "{}");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append("Poem ").append(i % 20).append(" has a line.\n\n\n");
    }
    options = CorpusOptions.of(List.of(Files.writeString(folder.resolve("a.txt"), text)));
  }

  /** A line for each document. */
  public static class Table implements OutputFormat {

    @Override
    public String name() {
      return "table";
    }

    @Override
    public DocumentWriter open(OutputStream out) {
      PrintWriter lines = new PrintWriter(out, false, StandardCharsets.UTF_8);
      return new DocumentWriter() {
        @Override
        public void write(Document document, boolean validation) {
          lines.print((validation ? "validation" : "training") + "\t" + text(document) + "\n");
        }

        @Override
        public void close() {
          lines.print("end\n");
          lines.flush();
        }
      };
    }

    String text(Document document) {
      return document.text();
    }
  }

  private static final class Failing extends Table {

    @Override
    String text(Document document) {
      throw new IllegalStateException("no table for " + document.id());
    }
  }

  @Test
  void theKeptDocumentsAreWrittenInOrder() throws IOException {
    Path table = folder.resolve("table.tsv");
    CorpusReport report = write(Corpus.build(options).output(new Table(), table));
    List<String> lines = Files.readAllLines(table);
    assertThat(lines).hasSize(21).endsWith("end").startsWith("training\tPoem 0 has a line.");
    assertThat(lines.stream().filter(line -> line.startsWith("validation")).count())
        .isEqualTo(report.validation().documents());
    assertThatThrownBy(() -> Corpus.build(options).output(new Table(), table).open())
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("already exists");
  }

  @Test
  void outputsAreFoundOnTheClassPathByName() throws IOException {
    Path table = folder.resolve("table.tsv");
    OwnServices.with(
        folder,
        OutputFormat.class,
        Table.class,
        () -> write(Corpus.build(options).output("table", table)));
    assertThat(table).content().contains("training\tPoem 1 has a line.\n");
  }

  @Test
  void anOutputThatFailsLeavesNothingHalf() {
    Path table = folder.resolve("table.tsv");
    WorkOptions work = WorkOptions.DEFAULT.withFolder(folder.resolve("work"));
    assertThatThrownBy(() -> write(Corpus.build(options).output(new Failing(), table).work(work)))
        .isInstanceOf(CorpusException.class)
        .hasMessageContainingAll("table.tsv", "\"table\"", "no table for", "run the same again");
    assertThat(table).doesNotExist();
    assertThat(folder.resolve("corpus")).doesNotExist();
    assertThat(folder.resolve("work/documents/000000.log")).as("work to go on with").exists();
  }

  private CorpusReport write(CorpusBuilder builder) {
    try (ByteTokenizer tokenizer = new ByteTokenizer();
        Corpus corpus = builder.open()) {
      return corpus.write(
          folder.resolve("corpus"), false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
  }
}
