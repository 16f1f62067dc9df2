import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Reduces dictd's files of The Devil's Dictionary to its entries, with two blank lines between them.
 * Prose that was broken into lines is joined again; verse keeps its lines.
 *
 * <pre>java DevilsDictionary.java devil.dict devil.index devils-dictionary.txt</pre>
 */
public class DevilsDictionary {

  private static final String DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  /** A line this far to the right signs the verses above it. */
  private static final int SIGNATURE_INDENT = 30;

  public static void main(String[] files) throws IOException {
    byte[] text = Files.readAllBytes(Path.of(files[0]));
    // From the offset, so that headwords sharing an entry give it once.
    TreeMap<Integer, Integer> entries = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of(files[1]))) {
      String[] fields = line.split("\t");
      if (!fields[0].startsWith("00database")) {
        entries.put(number(fields[1]), number(fields[2]));
      }
    }
    StringBuilder out = new StringBuilder();
    entries.forEach(
        (offset, length) -> {
          byte[] entry = Arrays.copyOfRange(text, offset, offset + length);
          out.append(out.isEmpty() ? "" : "\n\n\n");
          out.append(joined(new String(entry, StandardCharsets.UTF_8)));
        });
    Files.writeString(Path.of(files[2]), out.append('\n'), StandardOpenOption.CREATE_NEW);
  }

  /** A number in dictd's notation, base 64 with the most significant digit first. */
  private static int number(String digits) {
    return digits.chars().map(DIGITS::indexOf).reduce(0, (value, digit) -> value * 64 + digit);
  }

  private static String joined(String entry) {
    StringBuilder out = new StringBuilder();
    String[] lines = entry.stripTrailing().split("\n");
    boolean inProse = false;
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].stripTrailing();
      int indent = line.length() - line.stripLeading().length();
      String words = line.strip().replaceAll(" +", " ");
      // Prose begins at the margin, or indented once and goes on at the margin.
      boolean goesOn = i + 1 < lines.length && lines[i + 1].matches("\\S.*");
      boolean prose = !words.isEmpty() && (indent == 0 || goesOn);
      if (prose && inProse && indent == 0) {
        out.append(' ').append(words);
      } else {
        out.append(i == 0 ? "" : "\n");
        if (!prose && !words.isEmpty()) {
          out.append(" ".repeat(indent < SIGNATURE_INDENT ? indent : 8));
        }
        out.append(words);
      }
      inProse = prose;
    }
    return out.toString();
  }
}
