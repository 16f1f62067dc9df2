package dev.continuo.cli.serve.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The page: a few files of this jar, which load nothing from elsewhere. */
final class Page implements HttpService {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  @Override
  public void routing(HttpRules rules) {
    reading(rules, "/", file("index.html", "text/html; charset=utf-8"));
    reading(rules, "/page.css", file("page.css", "text/css; charset=utf-8"));
    for (String script : new String[] {"page.js", "edit.js", "kept.js"}) {
      reading(rules, "/" + script, file(script, "text/javascript; charset=utf-8"));
    }
    reading(rules, "/icon.svg", file("icon.svg", "image/svg+xml"));
  }

  /** Handles GET and HEAD requests for a path. */
  static void reading(HttpRules rules, String path, Handler handler) {
    rules.get(path, handler).head(path, handler);
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
