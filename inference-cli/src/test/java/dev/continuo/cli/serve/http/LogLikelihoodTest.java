package dev.continuo.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.continuo.cli.command.ContinuoCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an evaluation harness asks of the service, beside what the training's graph says. */
class LogLikelihoodTest {

  private static final String TEXT = "The end of a text, 春望, is where it ends.";

  @TempDir Path folder;

  @Test
  void echoGivesTheLogLikelihoodsOfEval() throws IOException {
    Path file = Files.writeString(folder.resolve("held-out.txt"), TEXT);
    Path model = Files.createDirectory(folder.resolve("model"));
    try (TestService service = TestService.start(model)) {
      StringWriter out = new StringWriter();
      ContinuoCommand.line()
          .setOut(new PrintWriter(out, true))
          .execute("eval", "-m", model.toString(), "--json", file.toString());
      JsonNode eval = new JsonMapper().readTree(out.toString());
      int[] ids = service.run.tokenizer().encode(TEXT);
      int[] document = Arrays.copyOf(ids, ids.length + 1);
      document[ids.length] = service.run.tokenizer().endOfText().orElseThrow();
      JsonNode logprobs =
          service
              .complete(
                  "{\"prompt\": %s, \"echo\": true, \"logprobs\": 1, \"max_tokens\": 1}"
                      .formatted(Arrays.toString(document)))
              .json()
              .path("choices")
              .path(0)
              .path("logprobs")
              .path("token_logprobs");
      double nats = 0;
      int scored = eval.path("tokens").intValue();
      for (int i = 1; i <= scored; i++) {
        nats -= logprobs.path(i).doubleValue();
      }
      assertThat(scored).isEqualTo(document.length - 1);
      assertThat(nats / scored).isCloseTo(eval.path("loss").doubleValue(), within(1e-5));
    }
  }
}
