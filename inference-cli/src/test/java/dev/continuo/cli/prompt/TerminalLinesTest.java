package dev.continuo.cli.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.cli.prompt.tree.TextTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys do in a terminal, which here is one without a window. */
class TerminalLinesTest {

  private static final String PASTED = "\u001b[200~one\rtwo\r/three\u001b[201~";

  @TempDir Path folder;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final TextTree tree = new TextTree();
  private LineDisciplineTerminal terminal;
  private TerminalLines lines;
  private int seen;

  @BeforeEach
  void open() throws IOException {
    terminal = new LineDisciplineTerminal("test", "xterm", shown, StandardCharsets.UTF_8);
    terminal.setSize(new Size(61, 20));
    lines = new TerminalLines(terminal, folder.resolve("history"));
    lines.completeWith(new Completions(List.of("/branch", "/goto", "/set", "/load"), tree));
  }

  @AfterEach
  void close() throws IOException {
    lines.close();
  }

  @Test
  void whatIsPastedIsOneLine() throws IOException {
    type(PASTED + " end\rnext\r");
    assertThat(lines.next()).isEqualTo("one\ntwo\n/three end");
    assertThat(lines.next()).isEqualTo("next");
  }

  @Test
  void whatIsPastedWhileTheModelWritesIsOneLine() throws IOException {
    try (LineSource.Writing _ = lines.writing(() -> {})) {
      type(PASTED + "\rnext\r");
    }
    assertThat(lines.next()).isEqualTo("one\ntwo\n/three");
    assertThat(lines.next()).isEqualTo("next");
  }

  @Test
  void aWordIsCompleted() throws IOException {
    tree.name(tree.add(TextTree.ROOT, "The cat"), "calm");
    Files.createFile(folder.resolve("tree.json"));
    type("/br\t2\r/set ty\t0.5\r/goto ca\t\r/load " + folder + "/tre\t\r/x\t\r");
    assertThat(lines.next()).isEqualTo("/branch 2");
    assertThat(lines.next()).isEqualTo("/set typical-p 0.5");
    assertThat(lines.next()).isEqualTo("/goto calm ");
    assertThat(lines.next()).startsWith("/load " + folder + "/tree.json");
    assertThat(lines.next()).isEqualTo("/x");
  }

  @Test
  void escapeAndControlCStopTheModel() throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(2);
    lines.onInterrupt(stopped::countDown);
    try (LineSource.Writing writing = lines.writing(stopped::countDown)) {
      writing.status("3 branches grow");
      type("\u0003\u001b");
      assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .containsSubsequence("3 branches grow", "\r\u001b[K");
  }

  @Test
  void controlCDoesNotLeaveAndControlDDoes() throws Exception {
    CompletableFuture<List<Optional<String>>> read =
        CompletableFuture.supplyAsync(
            () -> List.of(Optional.ofNullable(lines.next()), Optional.ofNullable(lines.next())));
    typeAfter("> ", "half");
    typeAfter("half", "\u0003");
    typeAfter("(Ctrl-D or /quit leaves)", "whole\r");
    typeAfter("> ", "\u0004");
    assertThat(read.get(60, TimeUnit.SECONDS))
        .containsExactly(Optional.of("whole"), Optional.empty());
  }

  @Test
  void saysHowWideItIs() {
    assertThat(lines.columns()).isEqualTo(61);
    terminal.setSize(new Size(0, 0));
    assertThat(lines.columns()).isEqualTo(LineSource.USUAL_COLUMNS);
  }

  /** Types when something has been shown after what is typed already. */
  private void typeAfter(String awaited, String keys) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (shown.toString(StandardCharsets.UTF_8).indexOf(awaited, seen) < 0) {
      assertThat(System.nanoTime()).as(() -> awaited + " after " + shown).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
    seen = shown.size();
    type(keys);
  }

  private void type(String keys) throws IOException {
    terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
  }
}
