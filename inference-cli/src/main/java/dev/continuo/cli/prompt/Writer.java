package dev.continuo.cli.prompt;

import dev.continuo.cli.prompt.tree.TextTree;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.Seeds;
import dev.continuo.model.text.TextStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets the model write at a place of the tree: one text that is shown as it comes, or several. */
final class Writer {

  private static final long STATUS_MILLIS = 200;

  private final Conversation conversation;
  private final LineSource lines;
  private final Screen screen;

  /** How many continuations of a place have been drawn. */
  private final Map<Integer, Integer> drawn = new HashMap<>();

  private PromptSettings settings;
  private volatile List<Growth> growing = List.of();

  Writer(Conversation conversation, PromptSettings settings, LineSource lines, Screen screen) {
    this.conversation = conversation;
    this.settings = settings;
    this.lines = lines;
    this.screen = screen;
  }

  PromptSettings settings() {
    return settings;
  }

  void set(PromptSettings newSettings) {
    settings = newSettings;
  }

  /** Ends what is being written; any thread may ask for that. */
  void stop() {
    growing.forEach(growth -> growth.stream().cancel());
  }

  /**
   * Lets one text grow after a place, and goes to its end. With a seed it is the same each time.
   *
   * @param shown what stands before it on the screen
   */
  void write(int place, String shown) {
    drawn.merge(place, 1, Math::max);
    write(place, seed(), shown);
  }

  /** Lets another text grow after a place, with a seed that none there has had. */
  void writeAnother(int place) {
    write(place, Seeds.of(seed(), draw(place, 1)), "");
  }

  /** The first of so many indexes that no continuation of a place has had; each has a seed. */
  private int draw(int place, int count) {
    TextTree tree = conversation.tree();
    long there =
        tree.node(place).children().stream()
            .map(tree::node)
            .filter(node -> node.isModels() || node.ended())
            .count();
    int first = Math.max((int) there, drawn.getOrDefault(place, 0));
    drawn.put(place, first + count);
    return first;
  }

  private void write(int place, long seed, String shown) {
    Growth growth = grow(place, seed);
    growing = List.of(growth);
    try (LineSource.Writing _ = lines.writing(this::stop)) {
      screen.write(shown);
      for (String piece = growth.next(); piece != null; piece = growth.next()) {
        screen.write(piece);
      }
    } finally {
      growing = List.of();
      screen.show("");
      conversation.go(keep(place, growth));
    }
    TextStream stream = growth.stream();
    ToolNotes.of(stream.toolCalls()).forEach(screen::note);
    screen.note(outcome(stream, seed));
  }

  private static String outcome(TextStream stream, long seed) {
    if (stream.tokenCount() == 0) {
      return switch (stream.finishReason()) {
        case STOP ->
            "(the model ends the text here; /again tries once more, /add goes on with words of yours)";
        case CANCELLED -> "(stopped before the first token)";
        case LENGTH -> "(no room for another token, or /max 0)";
      };
    }
    return String.format(
        Locale.ROOT,
        "(%,d tokens at %,.0f per second%s, seed %d)",
        stream.tokenCount(),
        stream.tokensPerSecond(),
        ToolNotes.ofTokens(stream),
        seed);
  }

  private int keep(int place, Growth growth) {
    int size = conversation.tree().nodes().size();
    int end = conversation.keep(place, growth);
    if (end != place && conversation.tree().nodes().size() == size) {
      screen.note("the same as " + end + ", which is in the tree already");
    }
    return end;
  }

  /**
   * Lets several texts grow after a place at once, as one batch.
   *
   * @return their ends, in order and each once
   */
  List<Integer> branch(int place, int count) {
    long seed = seed();
    int first = draw(place, count);
    List<Growth> branches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      branches.add(grow(place, Seeds.of(seed, first + i)));
    }
    growing = List.copyOf(branches);
    long started = System.nanoTime();
    List<Integer> ends = new ArrayList<>();
    try (LineSource.Writing writing = lines.writing(this::stop)) {
      growTogether(branches, writing);
    } finally {
      growing = List.of();
      for (Growth branch : branches) {
        ends.add(conversation.keep(place, branch));
      }
    }
    List<Integer> different = ends.stream().filter(end -> end != place).distinct().toList();
    long tokens = branches.stream().mapToLong(branch -> branch.stream().tokenCount()).sum();
    double seconds = (System.nanoTime() - started) / 1e9;
    branches.forEach(branch -> ToolNotes.of(branch.stream().toolCalls()).forEach(screen::note));
    screen.note(
        String.format(
            Locale.ROOT,
            "(%d branches%s, %,d tokens at %,.0f per second, seed %d)",
            count,
            different.size() == count ? "" : ", " + different.size() + " of them different",
            tokens,
            tokens / seconds,
            seed));
    return different;
  }

  /** Each branch in a thread of its own: what they ask for at once is computed at once. */
  private void growTogether(List<Growth> branches, LineSource.Writing writing) {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("continuo-branch-", 1).factory())) {
      try {
        List<Future<?>> tasks = new ArrayList<>();
        branches.forEach(branch -> tasks.add(threads.submit(branch::finish)));
        for (Future<?> task : tasks) {
          await(task, branches, writing);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        stop();
      }
    }
  }

  private static void await(Future<?> task, List<Growth> branches, LineSource.Writing writing)
      throws InterruptedException {
    while (true) {
      try {
        task.get(STATUS_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        int tokens = branches.stream().mapToInt(branch -> branch.stream().tokenCount()).sum();
        writing.status(
            String.format(Locale.ROOT, "%d branches grow: %,d tokens", branches.size(), tokens));
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw new IllegalStateException(e);
        }
      }
    }
  }

  private Growth grow(int place, long seed) {
    GenerationOptions options = settings.options().withSeed(seed);
    return conversation.grow(place, options);
  }

  private long seed() {
    Long chosen = settings.seed();
    return chosen == null ? Seeds.next() : chosen;
  }
}
