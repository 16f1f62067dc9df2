import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reduces JSON files of poems to text: title, author and lines of each poem, with two blank lines
 * between poems. A poem is any object with an author and paragraphs, wherever in a file it stands.
 *
 * <pre>java TangPoems.java poems.txt poems-0.json poems-1.json …</pre>
 */
public class TangPoems {

  private final String json;
  private int at;

  private TangPoems(String json) {
    this.json = json;
  }

  public static void main(String[] files) throws IOException {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < files.length; i++) {
      TangPoems parser = new TangPoems(Files.readString(Path.of(files[i])));
      append(parser.value(), out);
    }
    Files.writeString(Path.of(files[0]), out.append('\n'), StandardOpenOption.CREATE_NEW);
  }

  private static void append(Object value, StringBuilder out) {
    if (value instanceof List<?> list) {
      list.forEach(element -> append(element, out));
    } else if (value instanceof Map<?, ?> map) {
      if (map.get("author") instanceof String author
          && map.get("paragraphs") instanceof List<?> lines) {
        appendPoem(map, author, lines, out);
      } else {
        map.values().forEach(element -> append(element, out));
      }
    }
  }

  private static void appendPoem(
      Map<?, ?> poem, String author, List<?> lines, StringBuilder out) {
    List<String> text = new ArrayList<>();
    String title = string(poem.containsKey("title") ? poem.get("title") : poem.get("chapter"));
    text.add((title + " " + string(poem.get("subchapter"))).strip());
    text.add(string(author));
    lines.forEach(line -> text.add(string(line)));
    text.removeIf(String::isEmpty);
    if (lines.stream().anyMatch(line -> !string(line).isEmpty())) {
      out.append(out.isEmpty() ? "" : "\n\n\n").append(String.join("\n", text));
    }
  }

  private static String string(Object value) {
    return value instanceof String string ? string.replaceAll("\\s+", " ").strip() : "";
  }

  private Object value() {
    skipSpace();
    switch (json.charAt(at)) {
      case '{':
        return object();
      case '[':
        return list();
      case '"':
        return string();
      default:
        int start = at;
        while (at < json.length() && ",]} \t\r\n".indexOf(json.charAt(at)) < 0) {
          at++;
        }
        return json.substring(start, at).equals("null") ? List.of() : json.substring(start, at);
    }
  }

  private Map<String, Object> object() {
    Map<String, Object> result = new LinkedHashMap<>();
    at++;
    while (!ends('}')) {
      String key = string();
      skipSpace();
      at++;
      result.put(key, value());
    }
    return result;
  }

  private List<Object> list() {
    List<Object> result = new ArrayList<>();
    at++;
    while (!ends(']')) {
      result.add(value());
    }
    return result;
  }

  /** Skips space and a comma; true, and past it, where the closing bracket stands. */
  private boolean ends(char bracket) {
    skipSpace();
    if (json.charAt(at) == ',') {
      at++;
      skipSpace();
    }
    boolean end = json.charAt(at) == bracket;
    at += end ? 1 : 0;
    return end;
  }

  private String string() {
    StringBuilder result = new StringBuilder();
    for (at++; json.charAt(at) != '"'; at++) {
      char character = json.charAt(at);
      if (character == '\\') {
        character = json.charAt(++at);
        if (character == 'u') {
          character = (char) Integer.parseInt(json.substring(at + 1, at + 5), 16);
          at += 4;
        } else {
          int escape = "nrtbf".indexOf(character);
          character = escape < 0 ? character : "\n\r\t\b\f".charAt(escape);
        }
      }
      result.append(character);
    }
    at++;
    return result.toString();
  }

  private void skipSpace() {
    while (Character.isWhitespace(json.charAt(at)) || json.charAt(at) == '\uFEFF') {
      at++;
    }
  }
}
