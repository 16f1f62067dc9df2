package dev.continuo.springai;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.ai.chat.messages.Message;

/**
 * How the messages of a conversation become the text that a model continues. A model that was
 * trained on text of another form, such as one with roles, gets a form of its own.
 */
@FunctionalInterface
public interface PromptText extends Function<List<Message>, String> {

  /** The messages' texts, one after the other: a text that the model goes on with. */
  static PromptText joined() {
    return messages ->
        messages.stream()
            .map(Message::getText)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("\n"));
  }
}
