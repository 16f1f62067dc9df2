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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodingsTest {

  private static final String SIMPLIFIED =
      "人工智能是计算机科学的一个分支。它企图了解智能的实质，并生产出一种新的能以人类智能相似的方式做出反应的智能机器。";
  private static final String TRADITIONAL =
      "登鸛雀樓，王之渙。白日依山盡，黃河入海流。欲窮千里目，更上一層樓。床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。";
  private static final String FRENCH =
      "Un café, s'il vous plaît ! Où êtes-vous allés pendant l'été ? Le garçon a déjà été prévenu.";
  private static final String GERMAN =
      "Die Bücher über größere Städte stehen schön geordnet für alle Schüler im Erdgeschoß.";

  @TempDir Path folder;

  private final List<ReadProblem> problems = new ArrayList<>();
  private final List<String> repaired = new ArrayList<>();
  private ReadOptions options = ReadOptions.DEFAULT;

  @Test
  void encodingsAreDetected() throws IOException {
    assertRead(SIMPLIFIED, "UTF-8", "GB18030", "UTF-16", "UTF-16LE", "UTF-16BE", "X-UTF-32LE-BOM");
    assertRead(TRADITIONAL, "UTF-8", "Big5", "UTF-16", "UTF-16LE", "UTF-16BE");
    assertRead(FRENCH, "UTF-8", "ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "UTF-16BE");
    assertRead(GERMAN, "UTF-8", "ISO-8859-1", "windows-1252");
    assertThat(problems).isEmpty();
  }

  private void assertRead(String sentence, String... charsets) throws IOException {
    String text = (sentence + "\n").repeat(5).strip();
    for (String charset : charsets) {
      assertThat(read(text.getBytes(Charset.forName(charset)))).as(charset).containsExactly(text);
    }
  }

  /** However much ASCII comes first. */
  @Test
  void theFirstOtherByteDecides() throws IOException {
    options = options.withSplit(new SplitRule.WholeFile());
    String text = "word ".repeat(30_000) + "\n" + (FRENCH + "\n").repeat(3).strip();
    assertThat(read(text.getBytes(StandardCharsets.ISO_8859_1))).containsExactly(text);
    text = "word ".repeat(30_000) + "\n" + SIMPLIFIED.repeat(2);
    assertThat(read(text.getBytes(Charset.forName("GB18030")))).containsExactly(text);
  }

  @Test
  void aStatedEncodingIsTaken() throws IOException {
    byte[] bytes = "\u00e9t\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    options = options.withEncoding(StandardCharsets.ISO_8859_1);
    assertThat(read(bytes)).containsExactly("\u00e9t\u00e9");
    options = ReadOptions.DEFAULT.withEncoding(Charset.forName("KOI8-R"));
    assertThat(read("Привет".getBytes(Charset.forName("KOI8-R")))).containsExactly("Привет");
    options = ReadOptions.DEFAULT.withEncoding(StandardCharsets.UTF_16LE);
    assertThat(read("\uFEFF漢".getBytes(StandardCharsets.UTF_16LE))).containsExactly("漢");
  }

  @Test
  void damagedDocumentsAreDroppedOrRepairedAndCounted() throws IOException {
    byte[] bytes =
        ("One 漢字" + "漢".repeat(50) + "\n\n\ntwo X three\n\n\nfour")
            .getBytes(StandardCharsets.UTF_8);
    int at = bytes.length - "X three\n\n\nfour".length();
    bytes[at] = (byte) 0xE6;
    assertThat(read(bytes)).containsExactly("One 漢字" + "漢".repeat(50), "four");
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst().place()).isEqualTo("document 2");
    assertThat(problems.getFirst().reason()).isEqualTo("invalid-bytes");
    options = options.withInvalidBytes(InvalidBytes.REPLACE);
    assertThat(read(bytes)).containsExactly("One 漢字" + "漢".repeat(50), "two \uFFFD three", "four");
    assertThat(repaired).containsExactly(folder.resolve("text.txt") + "#2");
    options = options.withEncoding(Charset.forName("GB18030"));
    assertThat(read(new byte[] {'a', ' ', (byte) 0xFF, ' ', 'b'})).containsExactly("a \uFFFD b");
    assertThat(read("a real \uFFFD stays".getBytes(Charset.forName("GB18030")))).hasSize(1);
  }

  @Test
  void whatCannotBeToldIsNotGuessed() throws IOException {
    assertThat(read(new byte[] {'a', (byte) 0xE9})).isEmpty();
    byte[] noise = new byte[200];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (0x80 + i * 37 % 0x20);
    }
    assertThat(read(noise)).isEmpty();
    assertThat(problems).extracting(ReadProblem::reason).containsOnly("unknown-encoding");
  }

  /** Any bytes give documents or problems, and the same again. */
  @Property(tries = 200)
  void noBytesCrash(@ForAll byte[] bytes, @ForAll @IntRange(max = 3) int repeats)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i <= repeats; i++) {
      out.write(bytes);
    }
    Path file = Files.createTempFile("bytes", ".txt");
    try {
      Files.write(file, out.toByteArray());
      assertThat(readAll(file)).isEqualTo(readAll(file));
    } finally {
      Files.delete(file);
    }
  }

  private List<String> read(byte[] bytes) throws IOException {
    return readAll(Files.write(folder.resolve("text.txt"), bytes));
  }

  private List<String> readAll(Path file) {
    ReadListener listener =
        new ReadListener() {
          @Override
          public void lost(ReadProblem problem) {
            problems.add(problem);
          }

          @Override
          public void repaired(String documentId) {
            repaired.add(documentId);
          }
        };
    try (DocumentReader reader = new DocumentReader(List.of(Source.of(file)), options, listener)) {
      List<String> texts = new ArrayList<>();
      reader.forEachRemaining(document -> texts.add(document.text()));
      return texts;
    }
  }
}
