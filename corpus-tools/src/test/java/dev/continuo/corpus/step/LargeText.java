package dev.continuo.corpus.step;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Makes much text out of little, by repetition and mutation, for measurements by hand: {@code
 * LargeText MEGABYTES OUT FILE...}. Every round over the files repeats each document, some as they
 * are, some with words (in text without spaces: characters) replaced at random.
 */
final class LargeText {

  private static final double[] EDITED = {0, 0.02, 0.1, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5};
  private static final int DOCUMENT_CHARACTERS = 3_000;

  private LargeText() {}

  public static void main(String[] arguments) throws IOException {
    long bytes = Long.parseLong(arguments[0]) * 1_000_000;
    List<List<String>> documents = new ArrayList<>();
    List<String> pieces = new ArrayList<>();
    for (String file : List.of(arguments).subList(2, arguments.length)) {
      for (String document : documents(Files.readString(Path.of(file)))) {
        documents.add(pieces(document));
        pieces.addAll(documents.getLast());
      }
    }
    SplittableRandom random = new SplittableRandom(1);
    Path out = Path.of(arguments[1]);
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      for (int i = 0; Files.size(out) < bytes; i = (i + 1) % documents.size()) {
        double edited = EDITED[random.nextInt(EDITED.length)];
        for (String piece : documents.get(i)) {
          boolean replaced = edited > 0 && random.nextDouble() < edited;
          writer.write(replaced ? pieces.get(random.nextInt(pieces.size())) : piece);
        }
        writer.write("\n\n\n");
      }
    }
  }

  private static List<String> documents(String text) {
    List<String> documents = new ArrayList<>();
    StringBuilder document = new StringBuilder();
    for (String paragraph : Pattern.compile("\n\n+").splitAsStream(text).toList()) {
      document.append(document.isEmpty() ? "" : "\n\n").append(paragraph);
      if (document.length() > DOCUMENT_CHARACTERS) {
        documents.add(document.toString());
        document.setLength(0);
      }
    }
    return documents;
  }

  /** Words with the white space after them, or single Chinese and Japanese characters. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= text.length(); i++) {
      if (i == text.length() || text.charAt(i - 1) <= ' ' || isWide(text.charAt(i))) {
        pieces.add(text.substring(start, i));
        start = i;
      }
    }
    return pieces;
  }

  private static boolean isWide(char character) {
    return character > '\u2fff' && !Character.isLowSurrogate(character);
  }
}
