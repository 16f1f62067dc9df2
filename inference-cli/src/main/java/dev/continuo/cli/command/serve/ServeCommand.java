package dev.continuo.cli.command.serve;

import dev.continuo.cli.command.option.ComputeOption;
import dev.continuo.cli.command.option.ModelOption;
import dev.continuo.cli.command.option.ToolOption;
import dev.continuo.cli.command.option.WeightsOption;
import dev.continuo.cli.serve.http.ServeOptions;
import dev.continuo.cli.serve.http.Service;
import dev.continuo.cli.serve.wire.RequestLimits;
import dev.continuo.cli.serve.work.QueueLimits;
import dev.continuo.cli.terminal.Interrupts;
import dev.continuo.corpus.trace.TraceIndex;
import dev.continuo.model.text.TextModel;
import dev.continuo.trainer.run.RunTrace;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code continuo serve}: a model over HTTP. */
@Command(
    name = "serve",
    description = "Serve a model over HTTP: OpenAI-compatible completions, and a page to try it.",
    sortOptions = false,
    footer = {
      "",
      "Ctrl-C ends it once the running requests are answered; Ctrl-C again ends it at once.",
      "",
      "Examples:",
      "  continuo serve -m runs/novel                       then open http://localhost:8000",
      "  curl localhost:8000/v1/completions -H 'Content-Type: application/json' \\",
      "    -d '{\"prompt\": \"It was\", \"max_tokens\": 40}'"
    })
public final class ServeCommand implements Callable<Integer> {

  private static final int MOST = 1 << 20;

  /** What an Authorization header can carry. */
  private static final Pattern KEY = Pattern.compile("[!-~]+");

  @Spec private CommandSpec spec;

  @Mixin private ModelOption model;

  @Mixin private WeightsOption weights;

  @Mixin private ComputeOption device;

  @Mixin private ToolOption tool;

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8000",
      description = "Where to listen; 0 takes a free port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen at; 0.0.0.0 lets other machines in (default: ${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:CONTINUO_API_KEY}",
      description = "What clients must send as Authorization: Bearer KEY; also $CONTINUO_API_KEY.")
  private @Nullable String apiKey;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The model's name for clients (default: that of its folder or file).")
  private @Nullable String name;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "16",
      description = "Continuations that are computed together (default: ${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "The most requests that wait; further ones are refused with status 429 (default:"
              + " ${DEFAULT-VALUE}).")
  private int queue;

  @Option(
      names = "--queue-seconds",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds that a request may wait for its turn (default: ${DEFAULT-VALUE}).")
  private int queueSeconds;

  @Option(
      names = "--request-seconds",
      paramLabel = "S",
      defaultValue = "600",
      description = "Seconds that a request may take (default: ${DEFAULT-VALUE}).")
  private int requestSeconds;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "4096",
      description = "The most tokens of a continuation (default: ${DEFAULT-VALUE}).")
  private int mostTokens;

  @Option(
      names = "--max-choices",
      paramLabel = "N",
      defaultValue = "128",
      description = "The most continuations of one request (default: ${DEFAULT-VALUE}).")
  private int mostChoices;

  @Option(
      names = "--max-kilobytes",
      paramLabel = "N",
      defaultValue = "4096",
      description = "The longest request (default: ${DEFAULT-VALUE}).")
  private int mostKilobytes;

  @Override
  public Integer call() throws InterruptedException {
    ServeOptions options = options();
    PrintWriter errors = spec.commandLine().getErr();
    try (ToolOption.Opened tools = tool.open(model.path());
        TextModel served =
            TextModel.open(model.path(), device.options(weights)).withTools(tools.list());
        TraceIndex trace =
            RunTrace.find(model.path(), why -> errors.println("warning: no trace: " + why));
        Service service = Service.start(served, Optional.ofNullable(trace), options)) {
      if (options.isOpenToAll()) {
        errors.printf(
            "warning: --host %s accepts requests from other machines without a key; set one with --api-key KEY, or listen on 127.0.0.1%n",
            host);
      }
      errors.printf(
          Locale.ROOT,
          "serving %s at http://%s:%d/ (Ctrl-C ends it)%n",
          options.model(),
          host.equals("127.0.0.1") ? "localhost" : host,
          service.port());
      errors.flush();
      awaitEnd(service);
    }
    return 0;
  }

  private ServeOptions options() {
    QueueLimits capacity =
        new QueueLimits(
            checked("--parallel", parallel, 1, 1024),
            checked("--queue", queue, 0, MOST),
            Duration.ofSeconds(checked("--queue-seconds", queueSeconds, 0, MOST)),
            Duration.ofSeconds(checked("--request-seconds", requestSeconds, 1, MOST)),
            QueueLimits.DEFAULTS.stall());
    RequestLimits limits =
        new RequestLimits(
            checked("--max-kilobytes", mostKilobytes, 1, MOST) << 10,
            checked("--max-tokens", mostTokens, 1, MOST),
            checked("--max-choices", mostChoices, 1, MOST));
    Path path = model.path().toAbsolutePath().normalize();
    Path last = Optional.ofNullable(path.getFileName()).orElse(path);
    if (name != null && name.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--name: expected a name, found nothing; leave it out for " + last);
    }
    return ServeOptions.local(
            Optional.ofNullable(name).orElse(last.toString()), checked("--port", port, 0, 65_535))
        .withHost(host)
        .withApiKey(key())
        .withCapacity(capacity)
        .withLimits(limits);
  }

  /**
   * An empty key is a mistake, such as a variable that is not set, and never a service without one.
   */
  private Optional<String> key() {
    if (apiKey != null && !KEY.matcher(apiKey).matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--api-key or $CONTINUO_API_KEY: expected printable ASCII characters without spaces, found %s; leave both out to serve without a key"
              .formatted(apiKey.isEmpty() ? "an empty key" : "something else"));
    }
    return Optional.ofNullable(apiKey);
  }

  private int checked(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              Locale.ROOT, "%s: expected %,d to %,d, found %,d", option, least, most, value));
    }
    return value;
  }

  /** Waits until the program is asked to end, and holds its end up until requests are answered. */
  private static void awaitEnd(Service service) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Interrupts.endAtOnce();
                  service.close();
                  asked.countDown();
                },
                "continuo-serve-end"));
    asked.await();
  }
}
