package dev.continuo.tokenizer.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Compares the ids of the fast way with those of the HuggingFace library on random text. By hand:
 * {@code ReferenceFuzz SEED CHARACTERS tokenizer.json…}
 */
final class ReferenceFuzz {

  private static final int BATCH = 64;

  private ReferenceFuzz() {}

  /** Compares so many chars, at least; returns how many. */
  static long compare(Path file, long seed, long chars) {
    SplittableRandom random = new SplittableRandom(seed);
    long done = 0;
    try (Tokenizer fast = Tokenizers.open(file);
        Tokenizer reference = Tokenizers.openReference(file)) {
      while (done < chars) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
          texts.add(RandomText.of(random, 1 + random.nextInt(120)));
        }
        List<int[]> ids = fast.encodeAll(texts);
        List<int[]> expected = reference.encodeAll(texts);
        for (int i = 0; i < BATCH; i++) {
          if (!Arrays.equals(ids.get(i), expected.get(i))) {
            throw new AssertionError(
                file.getFileName() + ": " + shortest(fast, reference, texts.get(i)));
          }
          done += texts.get(i).length();
        }
      }
    }
    return done;
  }

  /** What differs in the shortest part of a text that still differs. */
  private static String shortest(Tokenizer fast, Tokenizer reference, String text) {
    String part = text;
    for (int cut = part.length() / 2; cut > 0; ) {
      int length = part.length();
      for (int start = 0; start + cut <= part.length(); ) {
        String less = part.substring(0, start) + part.substring(start + cut);
        if (Arrays.equals(fast.encode(less), reference.encode(less))) {
          start += cut;
        } else {
          part = less;
        }
      }
      cut = length == part.length() ? cut / 2 : Math.min(cut, part.length() / 2);
    }
    return "text %s: expected %s, found %s"
        .formatted(
            escaped(part),
            Arrays.toString(reference.encode(part)),
            Arrays.toString(fast.encode(part)));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(unit -> escaped.append(String.format(Locale.ROOT, "\\u%04x", unit)));
    return escaped.toString();
  }

  public static void main(String[] arguments) {
    for (int i = 2; i < arguments.length; i++) {
      long done =
          compare(
              Path.of(arguments[i]), Long.parseLong(arguments[0]), Long.parseLong(arguments[1]));
      System.out.printf("%s: %,d chars, the same ids%n", arguments[i], done);
    }
  }
}
