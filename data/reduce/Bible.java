import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reduces a SWORD module of the Bible (compressed blocks of OSIS markup, one per book) to text: a
 * document for each chapter, headed by book and number, with two blank lines between chapters and one
 * between paragraphs. Footnotes, headings, prefaces and word numbers are left out.
 *
 * <pre>java Bible.java MODULE_FOLDER bible.txt</pre>
 */
public class Bible {

  /** An index entry of a block: where it begins in the file, its length there, and unpacked. */
  private static final int INDEX_BYTES = 3 * Integer.BYTES;

  private static final Pattern TAG = Pattern.compile("<(/?)(\\w+)([^>]*?)(/?)>");
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private final StringBuilder out = new StringBuilder();
  private String book = "";
  private boolean inChapter;
  private int hidden;
  private boolean afterNote;

  public static void main(String[] files) throws IOException, DataFormatException {
    Bible bible = new Bible();
    for (String testament : new String[] {"ot", "nt"}) {
      Path folder = Path.of(files[0]);
      byte[] index = Files.readAllBytes(folder.resolve(testament + ".bzs"));
      byte[] blocks = Files.readAllBytes(folder.resolve(testament + ".bzz"));
      ByteBuffer entries = ByteBuffer.wrap(index).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at + INDEX_BYTES <= index.length; at += INDEX_BYTES) {
        bible.append(unpack(blocks, entries.getInt(at), entries.getInt(at + Integer.BYTES)));
      }
    }
    String text = bible.out.toString().strip() + "\n";
    Files.writeString(Path.of(files[1]), text, StandardOpenOption.CREATE_NEW);
  }

  private static String unpack(byte[] blocks, int start, int length) throws DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(blocks, start, length);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 16];
    while (!inflater.finished()) {
      int count = inflater.inflate(part);
      if (count == 0) {
        throw new DataFormatException("block at byte " + start + " is cut short");
      }
      text.write(part, 0, count);
    }
    inflater.end();
    return text.toString(StandardCharsets.UTF_8);
  }

  private void append(String markup) {
    inChapter = false;
    hidden = 0;
    Matcher tag = TAG.matcher(markup);
    int at = 0;
    while (tag.find()) {
      text(markup.substring(at, tag.start()));
      at = tag.end();
      tag(tag.group(2), tag.group(3), tag.group(1).isEmpty(), tag.group(4).isEmpty());
    }
    text(markup.substring(at));
  }

  private void tag(String name, String attributes, boolean opens, boolean hasContent) {
    switch (name) {
      case "chapter":
        if (!attribute(attributes, "sID").isEmpty()) {
          String id = attribute(attributes, "osisID");
          inChapter = true;
          breakLine(3);
          out.append(book).append(' ').append(id.substring(id.lastIndexOf('.') + 1));
          breakLine(2);
        } else {
          inChapter = false;
        }
        break;
      case "milestone":
        if (attribute(attributes, "type").equals("x-usfm-h")) {
          book = attribute(attributes, "n");
          inChapter = false;
        }
        break;
      case "note":
      case "title":
        if (hasContent) {
          hidden += opens ? 1 : -1;
          afterNote = name.equals("note");
        }
        break;
      case "div":
        if (!attribute(attributes, "type").startsWith("x-milestone")) {
          breakLine(2);
        }
        break;
      case "lg":
        breakLine(2);
        break;
      case "l":
      case "lb":
        breakLine(1);
        break;
      default:
        break;
    }
  }

  private static String attribute(String attributes, String name) {
    Matcher attribute = ATTRIBUTE.matcher(attributes);
    while (attribute.find()) {
      if (attribute.group(1).equals(name)) {
        return attribute.group(2);
      }
    }
    return "";
  }

  /** Ends the line, so that it is followed by at least {@code breaks - 1} empty ones. */
  private void breakLine(int breaks) {
    if (!inChapter || hidden > 0) {
      return;
    }
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
    int found = 0;
    while (found < end && out.charAt(end - 1 - found) == '\n') {
      found++;
    }
    out.append("\n".repeat(Math.max(0, breaks - found)));
  }

  private void text(String markup) {
    if (!inChapter || hidden > 0 || markup.isEmpty()) {
      return;
    }
    String text =
        markup
            .replaceAll("\\s+", " ")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
    // A note stands in the place of the space after the word that it explains.
    char first = text.charAt(0);
    if (afterNote && (Character.isLetterOrDigit(first) || "“‘(".indexOf(first) >= 0)) {
      out.append(' ');
    }
    afterNote = false;
    boolean spaced = out.isEmpty() || Character.isWhitespace(out.charAt(out.length() - 1));
    out.append(spaced ? text.stripLeading() : text);
  }
}
