package dev.continuo.corpus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.step.Corpus;
import dev.continuo.corpus.step.CorpusOptions;
import dev.continuo.corpus.trace.TraceException.Reason;
import dev.continuo.corpus.trace.TracedText.TextSpan;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.BytePairOptions;
import dev.continuo.tokenizer.train.BytePairTrainer;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainedTokenizer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceIndexTest {

  private static final String FOX =
      "The quick brown fox jumps over the lazy dog near the river bank.";
  private static final String STITCH =
      "A stitch in time saves nine, as the old naïve tailor often said.";
  private static final String STORM =
      "It was a dark and stormy night; the rain fell in torrents on the roofs of London.";
  private static final TraceOptions SHORT = new TraceOptions(4, 3, 3);

  @TempDir private static Path shared;
  @TempDir private Path folder;

  private static CorpusFolder corpus;
  private static Path index;

  @BeforeAll
  static void build() throws IOException {
    String text = String.join("\n\n\n", FOX, STITCH, STORM, FOX + " " + STITCH, "The end of it.");
    TrainedTokenizer tokenizer =
        BytePairTrainer.train(
            List.of(text).iterator(), BytePairOptions.ofSize(400), TrainingProgress.NONE);
    corpus = corpus(shared.resolve("corpus"), text, tokenizer);
    index = shared.resolve("trace");
    new TraceIndexer(corpus, 16).write(index, (phase, done, all) -> {});
  }

  private static CorpusFolder corpus(Path place, String text, TrainedTokenizer trained)
      throws IOException {
    Path file = Files.writeString(place.resolveSibling(place.getFileName() + ".txt"), text);
    Path validation = Files.writeString(place.resolveSibling("validation.txt"), STORM + " " + FOX);
    Path tokenizerFile = place.resolveSibling(place.getFileName() + ".json");
    trained.write(tokenizerFile);
    CorpusOptions options = CorpusOptions.of(List.of(file)).withValidationFile(validation);
    try (Corpus built = Corpus.open(options);
        Tokenizer tokenizer = Tokenizers.open(tokenizerFile)) {
      built.write(place, false, tokenizer, tokenizerFile, (phase, done, all) -> {});
    }
    return new CorpusFolder(place);
  }

  @Test
  void showsSpansWithTheirPlaces() {
    try (TraceIndex trace = TraceIndex.open(index, corpus)) {
      TracedText traced =
          trace.trace("They say a stitch in time saves nine, as the new tailor says.", SHORT);
      assertThat(traced.spans()).hasSize(1);
      TextSpan span = traced.spans().getFirst();
      String text = traced.text().substring(span.start(), span.end());
      assertThat(text).isEqualTo(" stitch in time saves nine, as the");
      assertThat(span.span().count()).isEqualTo(2);
      assertThat(span.span().places())
          .extracting(Place::document)
          .containsExactly(
              shared.resolve("corpus.txt") + "#2", shared.resolve("corpus.txt") + "#4");
      Place place = span.span().places().getFirst();
      assertThat(place.source()).isEqualTo(shared.resolve("corpus.txt").toString());
      assertThat(place.before()).isEqualTo("A");
      assertThat(place.text()).isEqualTo(text);
      assertThat(STITCH).contains(place.before() + place.text() + place.after());
      assertThat(span.span().places().getLast().before()).endsWith("river bank. A");
    }
  }

  /** A word is other tokens at the beginning of a text than within one. */
  @Test
  void findsATextThatBeginsWithinADocument() {
    try (TraceIndex trace = TraceIndex.open(index, corpus)) {
      String text = "stormy night; the rain fell in torrents";
      TracedText traced = trace.trace(text, SHORT);
      assertThat(traced.text()).isEqualTo(text);
      TextSpan span = traced.spans().getFirst();
      assertThat(text.substring(span.start(), span.end())).isEqualTo(text);
      assertThat(traced.nearest()).isEmpty();
    }
  }

  @Test
  void showsWhatTheRestIsMostLike() {
    try (TraceIndex trace = TraceIndex.open(index, corpus)) {
      TracedText traced = trace.trace("London roofs, stormy torrents, and rain at night", SHORT);
      assertThat(traced.spans()).isEmpty();
      assertThat(traced.nearest().getFirst().document()).endsWith("#3");
      assertThat(traced.nearest().getFirst().text()).isEqualTo(STORM);
      assertThat(traced.nearest().getFirst().score()).isPositive();
      assertThat(trace.trace("zzz", SHORT).nearest()).isEmpty();
      assertThat(trace.trace("", SHORT).tokens()).isZero();
    }
  }

  /** Their ends, before which the special token stands that ends every document. */
  @Test
  void matchesDoNotCrossDocuments() {
    try (TraceIndex trace = TraceIndex.open(index, corpus);
        Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer())) {
      TracedText traced = trace.trace(FOX + STITCH, SHORT);
      assertThat(traced.spans()).hasSize(2);
      int end = tokenizer.endOfText().orElseThrow();
      int[] first = tokenizer.encode(FOX);
      int[] both = new int[first.length * 2 + 1];
      System.arraycopy(first, 0, both, 0, first.length);
      both[first.length] = end;
      System.arraycopy(first, 0, both, first.length + 1, first.length);
      Trace tokens = trace.trace(both, SHORT);
      assertThat(tokens.spans())
          .extracting(VerbatimSpan::firstToken)
          .containsExactly(0, first.length + 1);
      assertThat(tokens.spans()).allMatch(span -> span.tokens() == first.length);
    }
  }

  @Test
  void measuresHowMuchOfTheHeldOutTextStandsThere() {
    try (TraceIndex trace = TraceIndex.open(index, corpus)) {
      VerbatimShare heldOut = trace.file().heldOut();
      assertThat(heldOut.tokens()).isPositive();
      assertThat(heldOut.of8()).isBetween(heldOut.of16(), heldOut.tokens());
      VerbatimShare share = trace.share(FOX + " zzzz");
      assertThat(share.of8()).isBetween(8L, share.tokens() - 2);
      assertThat(trace.share("zzzz").of8()).isZero();
    }
  }

  @Test
  void leavesOutWhatAVocabularyLacks() throws IOException {
    String dawn = "春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少";
    String tower = "白日依山盡黃河入海流春眠不覺曉欲窮千里目更上一層樓";
    CorpusFolder poems =
        corpus(
            folder.resolve("poems"),
            dawn + "\n\n\n" + tower,
            CharacterTrainer.train(
                List.of(dawn + tower + STORM + FOX).iterator(), TrainingProgress.NONE));
    Path poemIndex = folder.resolve("trace");
    new TraceIndexer(poems).write(poemIndex, (phase, done, all) -> {});
    try (TraceIndex trace = TraceIndex.open(poemIndex, poems)) {
      String asked = "☃春眠不覺曉☃處處聞啼鳥";
      TracedText traced = trace.trace(asked, SHORT);
      assertThat(traced.spans())
          .extracting(span -> traced.text().substring(span.start(), span.end()))
          .containsExactly("春眠不覺曉", "處處聞啼鳥");
      assertThat(traced.text()).isEqualTo(asked);
      assertThat(traced.spans().getFirst().span().count()).isEqualTo(2);
    }
  }

  @Test
  void worksWithoutNamesAndInAnotherPlace() throws IOException {
    Path moved = Files.createDirectories(folder.resolve("moved"));
    CorpusFolder there = new CorpusFolder(Files.createDirectory(moved.resolve("corpus")));
    copy(corpus.path(), there.path());
    copy(index, moved.resolve("trace"));
    Files.delete(there.trainingNames());
    try (TraceIndex trace = TraceIndex.open(moved.resolve("trace"), there)) {
      Place place = trace.trace(STORM, SHORT).spans().getFirst().span().places().getFirst();
      assertThat(place.document()).isEqualTo("#3");
      assertThat(place.source()).isEmpty();
    }
  }

  @Test
  void namesWhatIsWrong() throws IOException {
    fails(folder.resolve("none"), Reason.MISSING, "--index");

    Path version = copy(index, folder.resolve("version"));
    Path file = version.resolve("trace.json");
    Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 9"));
    fails(version, Reason.OTHER_VERSION, "expected version 1, found 9");
    Files.writeString(file, "{\"version\": 1}");
    fails(version, Reason.DAMAGED, "trace.json");

    Path cut = copy(index, folder.resolve("cut"));
    try (FileChannel channel =
        FileChannel.open(cut.resolve("suffixes.bin"), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 4);
    }
    fails(cut, Reason.DAMAGED, "suffixes.bin: expected a whole index");

    Path changed = copy(index, folder.resolve("changed"));
    byte[] bytes = Files.readAllBytes(changed.resolve("suffixes.bin"));
    bytes[bytes.length - 1] ^= 1;
    Files.write(changed.resolve("suffixes.bin"), bytes);
    fails(changed, Reason.DAMAGED, "another checksum");

    Path passages = copy(index, folder.resolve("passages"));
    try (FileChannel channel =
        FileChannel.open(passages.resolve("passages/segments_1"), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
    fails(passages, Reason.DAMAGED, "passages: expected a whole index");

    CorpusFolder other =
        corpus(
            folder.resolve("other"),
            FOX + "\n\n\n" + STITCH,
            CharacterTrainer.train(
                List.of(FOX + STITCH + STORM).iterator(), TrainingProgress.NONE));
    assertThatThrownBy(() -> TraceIndex.open(index, other))
        .isInstanceOfSatisfying(
            TraceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_CORPUS));
  }

  private static void fails(Path place, Reason reason, String message) {
    assertThatThrownBy(() -> TraceIndex.open(place, corpus))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            TraceException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Path copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }
}
