package dev.continuo.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the messages of a conversation become the text that a model continues. A model that was
 * trained on text of another form, such as one with roles, gets a form of its own.
 */
@FunctionalInterface
public interface ChatPrompt extends Function<List<ChatMessage>, String> {

  /** The messages' texts, one after the other: a text that the model goes on with. */
  static ChatPrompt joined() {
    return messages -> messages.stream().map(ChatPrompt::text).collect(Collectors.joining("\n"));
  }

  /**
   * The text of a message.
   *
   * @throws UnsupportedFeatureException where it is not text alone
   */
  static String text(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> system.text();
      case UserMessage user when user.hasSingleText() -> user.singleText();
      case AiMessage answer when answer.text() != null -> answer.text();
      default ->
          throw new UnsupportedFeatureException(
              "expected messages of text alone, found one of type " + message.type());
    };
  }
}
