package dev.continuo.cli.serve.http;

import dev.continuo.cli.serve.wire.ApiError;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The page: a few files of this jar, which load nothing from elsewhere. */
final class Page implements HttpService {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** The page's modules, each with one idea. */
  private static final List<String> MODULES =
      List.of(
          "branches",
          "compare",
          "difference",
          "edit",
          "files",
          "grow",
          "history",
          "keys",
          "library",
          "outline",
          "page",
          "panel",
          "paper",
          "pieces",
          "place",
          "service",
          "settings",
          "texts",
          "tip",
          "tokens",
          "tree");

  /** The paths of the files, and their types. */
  private static final Map<String, String> TYPES = types();

  private static Map<String, String> types() {
    Map<String, String> types = new HashMap<>();
    types.put("/", "text/html; charset=utf-8");
    types.put("/page.css", "text/css; charset=utf-8");
    types.put("/icon.svg", "image/svg+xml");
    MODULES.forEach(name -> types.put("/" + name + ".js", SCRIPT));
    return Map.copyOf(types);
  }

  /** Whether a path is one of the page's files. */
  static boolean has(String path) {
    return TYPES.containsKey(path);
  }

  @Override
  public void routing(HttpRules rules) {
    TYPES.forEach(
        (path, type) ->
            reading(rules, path, file(path.equals("/") ? "index.html" : path.substring(1), type)));
  }

  /** Handles GET and HEAD requests for a path; others are refused. */
  static void reading(HttpRules rules, String path, Handler handler) {
    rules.get(path, handler).head(path, handler);
    accepting(rules, path, "GET");
  }

  /** Refuses every request for a path that no handler before takes. */
  static void accepting(HttpRules rules, String path, String method) {
    rules.any(
        path,
        (request, response) -> {
          throw ApiError.wrongMethod(
              request.path().path(), method, request.prologue().method().text());
        });
  }

  private static Handler file(String name, String type) {
    byte[] content = read(name);
    return (request, response) -> {
      response
          .header(HeaderNames.CONTENT_TYPE, type)
          .header(HeaderNames.CACHE_CONTROL, "no-cache")
          .header(HeaderNames.create("Content-Security-Policy"), POLICY)
          .header(HeaderNames.create("X-Content-Type-Options"), "nosniff");
      Replies.send(request, response, content);
    };
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the page's file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
