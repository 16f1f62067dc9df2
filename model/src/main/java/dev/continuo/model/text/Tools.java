package dev.continuo.model.text;

import dev.continuo.model.config.ModelException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The tools beside a net, and what a text may ask of them.
 *
 * @param list the tools; of two with the same opening and closing the first one answers
 * @param mostCalls how many calls of a text are answered
 * @param mostCharacters the most characters of an answer; a longer one is a failure
 * @param patience how long a tool may take; then it is interrupted
 */
public record Tools(
    List<GenerationTool> list, int mostCalls, int mostCharacters, Duration patience) {

  /** The most characters of a question; a longer text after an opening is no call. */
  public static final int MOST_QUESTION_CHARACTERS = 200;

  public static final Tools NONE = of(List.of());

  /**
   * What came of a question.
   *
   * @param text what is appended
   * @param failure why there is no answer, where there is none
   */
  record Outcome(String text, Optional<String> failure) {}

  public Tools {
    list = List.copyOf(list);
    require(mostCalls >= 0, "mostCalls must be 0 or more: " + mostCalls);
    require(mostCharacters >= 1, "mostCharacters must be 1 or more: " + mostCharacters);
    require(patience.isPositive(), "patience must be positive: " + patience);
    HashSet<String> names = new HashSet<>();
    for (GenerationTool tool : list) {
      String name = tool.name();
      require(names.add(name), "expected tools of different names, found two called " + name);
      require(!tool.opening().isEmpty(), name + ": expected an opening, found an empty one");
      require(!tool.closing().isEmpty(), name + ": expected a closing, found an empty one");
      checkLength(name, tool.withoutAnswer(), mostCharacters);
    }
  }

  /** These tools: up to 32 calls of a text, 1000 characters and 10 seconds each. */
  public static Tools of(List<GenerationTool> list) {
    return new Tools(list, 32, 1000, Duration.ofSeconds(10));
  }

  /** These tools: up to 32 calls of a text, 1000 characters and 10 seconds each. */
  public static Tools of(GenerationTool... list) {
    return of(List.of(list));
  }

  public Tools withMostCalls(int calls) {
    return new Tools(list, calls, mostCharacters, patience);
  }

  public Tools withMostCharacters(int characters) {
    return new Tools(list, mostCalls, characters, patience);
  }

  public Tools withPatience(Duration newPatience) {
    return new Tools(list, mostCalls, mostCharacters, newPatience);
  }

  /** Those of these names. */
  public Tools named(List<String> names) {
    List<GenerationTool> kept = list.stream().filter(tool -> names.contains(tool.name())).toList();
    return new Tools(kept, mostCalls, mostCharacters, patience);
  }

  /**
   * Asks a tool, on a thread of its own.
   *
   * @param running is told what can be cancelled meanwhile
   */
  Outcome ask(GenerationTool tool, String question, Consumer<FutureTask<String>> running) {
    FutureTask<String> task = new FutureTask<>(() -> tool.answer(question));
    running.accept(task);
    Thread.ofVirtual().name("continuo-tool").start(task);
    try {
      String answer = task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (answer == null) {
        return failed(tool, "answered null");
      }
      checkLength(tool.name(), answer, mostCharacters);
      return new Outcome(answer, Optional.empty());
    } catch (ModelException tooLong) {
      return failed(tool, String.valueOf(tooLong.getMessage()));
    } catch (TimeoutException e) {
      task.cancel(true);
      return failed(tool, "took longer than " + patience.toMillis() + " ms");
    } catch (CancellationException e) {
      return failed(tool, "cancelled");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message = cause.getMessage();
      return failed(tool, message == null || message.isBlank() ? cause.toString() : message);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return failed(tool, "interrupted");
    }
  }

  static Outcome failed(GenerationTool tool, String why) {
    return new Outcome(tool.withoutAnswer(), Optional.of(why));
  }

  private static void checkLength(String tool, String answer, int most) {
    require(
        answer.length() <= most,
        String.format(
            Locale.ROOT,
            "%s: expected an answer of at most %,d characters, found %,d",
            tool,
            most,
            answer.length()));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new ModelException(message);
    }
  }
}
