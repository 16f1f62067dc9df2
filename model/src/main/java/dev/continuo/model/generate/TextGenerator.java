package dev.continuo.model.generate;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.runtime.RuntimeModel;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.model.runtime.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Continues and scores texts, given as token ids. Safe for use by several threads; on the CPU the
 * same options give the same continuation on any number of them.
 *
 * <p>Recent texts stay in a prefix cache: a text that begins as one of them is computed only from
 * where they differ.
 *
 * <p>An empty prompt stands for the beginning of a document.
 */
public final class TextGenerator implements AutoCloseable {

  private final RuntimeModel model;
  private final PrefixCache recent;
  private final Set<Integer> endsOfText;

  /**
   * A generator over a model, which it closes.
   *
   * @param endsOfText the tokens that end every continuation
   */
  public TextGenerator(RuntimeModel model, Set<Integer> endsOfText) {
    this.model = model;
    this.recent = new PrefixCache(model);
    this.endsOfText = Set.copyOf(endsOfText);
  }

  /**
   * Opens a run folder, a HuggingFace folder or a GGUF file, to compute with all processors and the
   * weights as they are stored.
   */
  public static TextGenerator open(Path path) {
    return open(path, RuntimeOptions.defaults());
  }

  /** Opens a run folder, a HuggingFace folder or a GGUF file. */
  public static TextGenerator open(Path path, RuntimeOptions options) {
    RuntimeModel model = RuntimeModel.open(path, options);
    return new TextGenerator(model, model.endsOfText());
  }

  public ModelConfig config() {
    return model.config();
  }

  /** The tokens that end every continuation. */
  public Set<Integer> endsOfText() {
    return endsOfText;
  }

  /** Continues a prompt to its end. */
  public Generation generate(int[] prompt, GenerationOptions options) {
    return generate(prompt, options, id -> {});
  }

  /** Continues a prompt to its end, and hands over each token as it comes. */
  public Generation generate(int[] prompt, GenerationOptions options, IntConsumer listener) {
    TokenStream stream = stream(prompt, options);
    List<Integer> ids = new ArrayList<>();
    while (stream.hasNext()) {
      int id = stream.nextInt();
      ids.add(id);
      listener.accept(id);
    }
    return new Generation(ids, stream.finishReason().orElseThrow());
  }

  /** Continues a prompt as its reader asks for tokens. */
  public TokenStream stream(int[] prompt, GenerationOptions options) {
    GenerationOptions.require(
        options.stops().isEmpty(), "stop strings end texts, not tokens; ask a TextModel");
    int[] started = started(prompt);
    checkIds(started);
    options.penalties().requireKnownIds(config().vocabularySize());
    if (options.contextPolicy() == ContextPolicy.STOP) {
      checkFits(started.length, 0, config().contextLength());
    }
    return new TokenStream(recent, config().contextLength(), started, options, endsOfText);
  }

  /** The likeliest next tokens, the likeliest first, with their probabilities. */
  public List<TokenProbability> nextTokens(int[] prompt, int count) {
    return TokenProbability.likeliest(logitsAfter(started(prompt), count), count);
  }

  /**
   * The likeliest next tokens, and those most likely to be drawn with some options.
   *
   * @param count how many of each
   */
  public NextTokens nextTokens(int[] prompt, int count, GenerationOptions options) {
    options.penalties().requireKnownIds(config().vocabularySize());
    int[] text = started(prompt);
    return NextTokens.of(logitsAfter(text, count), text, options, count);
  }

  private float[] logitsAfter(int[] text, int count) {
    if (count < 1) {
      throw new ModelException("expected a positive number of tokens: " + count);
    }
    checkFits(text.length, 0, config().contextLength());
    Session session = recent.read(text, text.length);
    float[] logits = session.append(Arrays.copyOfRange(text, session.length(), text.length));
    recent.keep(session, text);
    return logits;
  }

  /** Whether {@link #layers} can be computed: not where the model runs on a GPU. */
  public boolean showsLayers() {
    return model.showsLayers();
  }

  /**
   * What the embedding and each layer would have said follows a text (the logit lens): their output
   * through the final norm and the output matrix. The last is the model's own answer.
   *
   * @param followed the token whose log-probability each layer gives; if empty, the model's
   *     likeliest token
   * @param count how many of each layer's likeliest tokens are given besides
   * @throws ModelException where the model is computed on a GPU
   */
  public List<TokenDetail> layers(int[] text, OptionalInt followed, int count) {
    int[] read = started(text);
    checkFits(read.length, 0, config().contextLength());
    followed.ifPresent(id -> checkIds(new int[] {id}));
    Session session = recent.read(read, read.length);
    List<float[]> logits = session.layers(Arrays.copyOfRange(read, session.length(), read.length));
    recent.keep(session, read);
    int id =
        followed.orElseGet(() -> TokenProbability.likeliest(logits.getLast(), 1).getFirst().id());
    return logits.stream().map(ofLayer -> TokenDetail.of(ofLayer, id, count)).toList();
  }

  /**
   * The likeliest continuation that is found when several are followed at once.
   *
   * @param beams how many are followed; 1 is the greedy continuation
   */
  public Generation search(int[] prompt, int beams, int maxTokens) {
    int[] text = started(prompt);
    checkIds(text);
    checkFits(text.length, maxTokens, config().contextLength());
    return new BeamSearch(model, endsOfText, beams).run(text, maxTokens);
  }

  /**
   * How well a given continuation follows a prompt; all but its last token must fit into the
   * context, together.
   */
  public List<TokenScore> score(int[] prompt, int[] continuation) {
    int[] before = started(prompt);
    checkFits(before.length, continuation.length, config().contextLength() + 1);
    checkIds(continuation);
    List<TokenScore> scores = new ArrayList<>();
    if (continuation.length == 0) {
      return scores;
    }
    Session session = recent.read(before, before.length);
    int[] rest = Arrays.copyOfRange(before, session.length(), before.length);
    scores.add(TokenScore.of(session.append(rest), continuation[0]));
    int last = continuation.length - 1;
    if (last > 0) {
      int[] read = Arrays.copyOf(continuation, last);
      session.append(
          read,
          (position, logits) ->
              scores.add(TokenScore.of(logits, continuation[position - before.length + 1])));
    }
    int[] all = Arrays.copyOf(before, before.length + last);
    System.arraycopy(continuation, 0, all, before.length, last);
    recent.keep(session, all);
    return scores;
  }

  @Override
  public void close() {
    model.close();
  }

  /**
   * The tokens that are read for a prompt: its own, or those that stand for an empty one.
   *
   * @throws ModelException where it is empty, and nothing stands for that
   */
  public int[] started(int[] prompt) {
    if (prompt.length > 0) {
      return prompt;
    }
    if (config().endOfText() < 0) {
      throw new ModelException(
          "the prompt is empty, and the model has no end-of-text to start from");
    }
    return new int[] {config().endOfText()};
  }

  private void checkFits(int prompt, int continuation, int most) {
    if ((long) prompt + continuation > most) {
      String found = String.format(Locale.ROOT, "%,d", prompt);
      String both =
          continuation == 0 ? "" : String.format(Locale.ROOT, " and %,d after them", continuation);
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "prompt: expected at most %,d tokens, as many as the model's context holds, found %s%s;"
                  + " shorten %s",
              most,
              found,
              both,
              continuation == 0 ? "it" : "it or what follows"));
    }
  }

  private void checkIds(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= config().vocabularySize()) {
        throw new ModelException(
            "expected token ids below " + config().vocabularySize() + ", found " + id);
      }
    }
  }
}
