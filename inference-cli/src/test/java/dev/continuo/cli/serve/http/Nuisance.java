package dev.continuo.cli.serve.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** A client that does harm, on loopback alone. */
enum Nuisance {
  /** Connects and says nothing. */
  SILENT {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      read(socket);
    }
  },

  /** Sends the beginning of a request. */
  HALF_OPEN {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      String head = POST + "Content-Length: 100\r\n\r\n{\"prompt\":";
      send(socket, head.substring(0, 1 + random.nextInt(head.length() - 1)));
      read(socket);
    }
  },

  /** Sends its body a byte at a time. */
  SLOW {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      send(socket, POST + "Content-Length: 100000\r\n\r\n{\"prompt\": \"");
      long end = System.nanoTime() + patience.toNanos();
      while (System.nanoTime() < end) {
        send(socket, "x");
        pause(100);
      }
    }
  },

  /** Asks for a long text and is gone. */
  VANISHING {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      send(socket, complete(",\"max_tokens\":1000,\"stream\":true"));
      socket.getInputStream().readNBytes(random.nextInt(4000));
      socket.setSoLinger(true, 0);
    }
  },

  /** Asks for a long text and reads nothing of it. */
  DEAF {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      send(socket, complete(",\"max_tokens\":1000,\"stream\":true,\"logprobs\":20"));
      pause(patience.toMillis());
    }
  },

  /** Hides a request in a body that is broken. */
  SMUGGLING {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      List<String> broken =
          List.of(
              "Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n",
              "Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
              "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
              "Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}\r\n\r\n");
      send(
          socket,
          POST
              + broken.get(random.nextInt(broken.size()))
              + "GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n");
      int answers = read(socket);
      if (answers > 1) {
        throw new AssertionError(answers + " answers to one request");
      }
    }
  },

  /** Sends more than may be sent, or as much as just may be. */
  OVERSIZED {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      int blocks = random.nextBoolean() ? 60 : 120;
      byte[] block = "a".repeat(BLOCK).getBytes(StandardCharsets.UTF_8);
      int length = "{\"prompt\":\"\"}".length() + blocks * BLOCK;
      send(socket, POST + "Content-Length: " + length + "\r\n\r\n{\"prompt\":\"");
      for (int i = 0; i < blocks; i++) {
        socket.getOutputStream().write(block);
      }
      send(socket, "\"}");
      read(socket);
    }
  },

  /** Sends a little that is much once it is unpacked. */
  BOMB {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(packed)) {
        out.write(new byte[20_000_000]);
      }
      send(
          socket, POST + "Content-Encoding: gzip\r\nContent-Length: " + packed.size() + "\r\n\r\n");
      socket.getOutputStream().write(packed.toByteArray());
      read(socket);
    }
  },

  /** Sends whatever comes. */
  BABBLING {
    @Override
    void ask(Socket socket, Random random, Duration patience) throws IOException {
      byte[] bytes = new byte[1 + random.nextInt(2000)];
      random.nextBytes(bytes);
      socket.getOutputStream().write(bytes);
      send(socket, "\r\n\r\n");
      read(socket);
    }
  };

  private static final int BLOCK = 1 << 16;

  /** How many clients of each kind come before all others only hold on. */
  private static final int OF_EACH = 5;

  private static final int HOLDING_ON = 3;

  private static final String POST =
      "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+) ");

  /** What the client of a number does. */
  static Nuisance of(int client) {
    int kinds = values().length;
    return values()[client < OF_EACH * kinds ? client % kinds : client % HOLDING_ON];
  }

  /**
   * Does it once; how a client is treated that way is no failure, but being answered with 500 is.
   */
  final void once(int port, Random random, Duration patience) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      socket.setSoTimeout((int) patience.toMillis());
      ask(socket, random, patience);
    } catch (IOException e) {
      // the service has ended the connection, or this client's patience has
    }
  }

  abstract void ask(Socket socket, Random random, Duration patience) throws IOException;

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String complete(String options) {
    String body = "{\"prompt\":\"It was\"%s}".formatted(options);
    return POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** Reads until the service ends the connection; how many answers came. */
  private static int read(Socket socket) throws IOException {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[4096];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    }
    int answers = 0;
    for (Matcher status = STATUS.matcher(all); status.find(); answers++) {
      if (status.group(1).equals("500")) {
        throw new AssertionError("500 for a client's fault: " + all);
      }
    }
    return answers;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
