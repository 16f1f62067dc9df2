package dev.continuo.corpus.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage costs the documents in which it stands, and no others. */
class DamageTest {

  private static final String END = "\n\n\n";
  private static final Charset GB18030 = Charset.forName("GB18030");

  @TempDir Path folder;

  @Test
  void aZeroCostsOneDocumentWhereverItStands() throws IOException {
    for (int damaged : List.of(0, 7, 39)) {
      List<String> good = documents(40);
      List<String> documents = new ArrayList<>(good);
      documents.set(damaged, good.remove(damaged).replace("sea", "s\0ea"));
      Read read = Read.of(folder.resolve("a.txt"), String.join(END, documents));
      assertThat(read.texts()).isEqualTo(good);
      assertThat(read.lost()).containsExactly("document " + (damaged + 1) + " binary");
    }
    assertThat(Read.of(folder.resolve("a.txt"), "One.\n\n\nTw\0o.").texts())
        .containsExactly("One.");
  }

  @Test
  void aHoleOfZerosCostsOneLine() throws IOException {
    String line = "{\"text\":\"The ship went to sea.\"}\n";
    Read read =
        Read.of(
            folder.resolve("a.jsonl"),
            line.repeat(20) + "\0".repeat(4_096) + "\n" + line.repeat(20));
    assertThat(read.documents()).hasSize(40);
    assertThat(read.lost()).containsExactly("line 21 binary");
  }

  @Test
  void damagedMarkdownKeepsItsMarksNowhere() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("# 第一章的題目在這裡\n\nSome *good* text.\n\n".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(
        ("word ".repeat(1_900) + "漢字".repeat(40) + "\n\n\n").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("A *torn* ".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xE6);
    bytes.writeBytes(" and\0 text.".getBytes(StandardCharsets.UTF_8));
    Read read = Read.of(folder.resolve("a.md"), bytes.toByteArray());
    assertThat(read.texts()).hasSize(1);
    assertThat(read.texts().getFirst()).startsWith("第一章的題目在這裡\n\nSome good text.");
    assertThat(read.lost()).hasSize(1);
  }

  @Test
  void documentsThatAreUtf8StaySoBesideOthers() throws IOException {
    List<String> french = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      french.add("Été numéro %s: la forêt près du château était déserte.".formatted(i));
    }
    for (int others : List.of(2, 6, 10)) {
      for (boolean first : List.of(false, true)) {
        Charset one = first ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        Charset two = first ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        byte[] joined = joined(french, first ? others : 12 - others, one, two, END);
        assertThat(Read.of(folder.resolve("a.txt"), joined).texts())
            .as("%d others, first %s", others, first)
            .isEqualTo(french);
      }
    }
    List<String> chinese = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      chinese.add("床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。第%s首。".formatted(i));
    }
    byte[] joined = joined(chinese, 10, StandardCharsets.UTF_8, GB18030, END);
    assertThat(Read.of(folder.resolve("a.txt"), joined).texts()).isEqualTo(chinese);
    joined = joined(chinese, 10, GB18030, StandardCharsets.UTF_8, "\n");
    assertThat(Read.of(folder.resolve("a.txt"), joined).texts())
        .containsExactly(String.join("\n", chinese));
  }

  /** Short lines, of which some could be UTF-8, stay what their file is. */
  @Test
  void shortLinesOfAnotherEncodingStaySo() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int line = 0; line < 30_000; line++) {
      for (int characters = random.nextInt(1, 6); characters > 0; characters--) {
        // The most frequent characters.
        bytes.write(random.nextInt(0xB0, 0xD7));
        bytes.write(random.nextInt(0xA1, 0xFF));
      }
      bytes.write('\n');
    }
    ReadOptions options = ReadOptions.DEFAULT.withSplit(new SplitRule.WholeFile());
    Path file = Files.write(folder.resolve("short.txt"), bytes.toByteArray());
    assertThat(Read.of(file, options).texts().getFirst())
        .isEqualTo(bytes.toString(GB18030).strip());
  }

  /** Text in ASCII needs no encoding. */
  @Test
  void anEncodingThatCannotBeToldCostsWhatIsInIt() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("Plain text comes first.\n\n\n".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 200; i++) {
      bytes.write(0x80 + i * 37 % 0x20);
    }
    bytes.writeBytes("\n\n\nPlain text comes last.".getBytes(StandardCharsets.UTF_8));
    Read read = Read.of(folder.resolve("a.txt"), bytes.toByteArray());
    assertThat(read.texts()).containsExactly("Plain text comes first.", "Plain text comes last.");
    assertThat(read.lost()).containsExactly("document 2 unknown-encoding");
  }

  private static byte[] joined(
      List<String> documents, int cut, Charset first, Charset second, String end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((String.join(end, documents.subList(0, cut)) + end).getBytes(first));
    bytes.writeBytes(String.join(end, documents.subList(cut, documents.size())).getBytes(second));
    return bytes.toByteArray();
  }

  private static List<String> documents(int count) {
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add("Document %s speaks of the sea and of the ships on it.".formatted(i));
    }
    return documents;
  }
}
