package dev.continuo.model.text;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.generate.Generation;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.NextTokens;
import dev.continuo.model.generate.TextGenerator;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenProbability;
import dev.continuo.model.runtime.RuntimeOptions;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model with its vocabulary: continues and scores texts. Safe for use by several threads, whose
 * texts are computed together; on the CPU the same prompt, options and seed give the same text,
 * whatever else runs.
 *
 * <p>Recent texts stay in a prefix cache: a prompt that begins as one of them is computed only from
 * where they differ, so that going on with a text, taking its end back and branching off it are
 * quick.
 *
 * <p>A prompt that is longer than the context is continued from its last part by {@code generate},
 * {@code stream} and {@code publisher} unless the options say otherwise, and by {@code nextTokens};
 * {@code score} and {@code search} refuse it.
 *
 * <p>An empty prompt stands for the beginning of a document.
 */
public final class TextModel implements AutoCloseable {

  private final Tokenizer tokenizer;
  private final TextGenerator generator;
  private final @Nullable RunCheckpoints checkpoints;
  private final Tools tools;

  /** A model of these parts, which it closes. */
  public TextModel(Tokenizer tokenizer, TextGenerator generator) {
    this(tokenizer, generator, null, Tools.NONE);
  }

  private TextModel(
      Tokenizer tokenizer,
      TextGenerator generator,
      @Nullable RunCheckpoints checkpoints,
      Tools tools) {
    this.tokenizer = tokenizer;
    this.generator = generator;
    this.checkpoints = checkpoints;
    this.tools = tools;
  }

  /**
   * Opens a run folder, a HuggingFace folder or a GGUF file, to compute with all processors and the
   * weights as they are stored.
   *
   * @throws ModelException if it is not a model that can be used
   * @throws dev.continuo.tokenizer.json.TokenizerException if its vocabulary cannot be used
   */
  public static TextModel open(Path model) {
    return open(model, RuntimeOptions.defaults());
  }

  /** Opens a run folder, a HuggingFace folder or a GGUF file. */
  public static TextModel open(Path model, RuntimeOptions options) {
    if (!Files.exists(model)) {
      throw new ModelException(
          model
              + ": expected a run folder, a HuggingFace folder or a GGUF file, found nothing there;"
              + " make a run with: continuo train TEXT -o RUN");
    }
    for (String file : needed(model)) {
      if (!Files.isRegularFile(model.resolve(file))) {
        throw new ModelException(
            "%s: expected a run or HuggingFace folder, found no %s in it".formatted(model, file));
      }
    }
    TextGenerator generator = TextGenerator.open(model, options);
    try {
      Tokenizer tokenizer = ModelTokenizers.open(model);
      int known = generator.config().vocabularySize();
      if (tokenizer.vocabularySize() > known) {
        tokenizer.close();
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: expected a tokenizer of at most the model's %d tokens, found %d; is it another model's?",
                model,
                known,
                tokenizer.vocabularySize()));
      }
      return new TextModel(
          tokenizer, generator, new RunCheckpoints(model, generator.config(), options), Tools.NONE);
    } catch (RuntimeException | Error e) {
      generator.close();
      throw e;
    }
  }

  /**
   * The same model with tools beside it: its continuations ask them where the net calls them.
   * Closing either closes both.
   */
  public TextModel withTools(Tools newTools) {
    return new TextModel(tokenizer, generator, checkpoints, newTools);
  }

  /** The tools that its continuations ask. */
  public Tools tools() {
    return tools;
  }

  /** Continues a prompt, by the {@link GenerationOptions#defaults() default} options. */
  public Continuation generate(String prompt) {
    return generate(prompt, GenerationOptions.defaults());
  }

  /** Continues a prompt. */
  public Continuation generate(String prompt, GenerationOptions options) {
    return generate(prompt, options, piece -> {});
  }

  /** Continues a prompt, and hands over each piece of text as it comes. */
  public Continuation generate(
      String prompt, GenerationOptions options, Consumer<String> listener) {
    TextStream stream = stream(prompt, options);
    StringBuilder text = new StringBuilder();
    for (String piece = stream.next(); piece != null; piece = stream.next()) {
      if (!piece.isEmpty()) {
        text.append(piece);
        listener.accept(piece);
      }
    }
    return new Continuation(
        text.toString(),
        stream.promptLength(),
        stream.tokenCount(),
        stream.finishReason(),
        stream.tokens(),
        stream.toolCalls());
  }

  /** Continues a prompt as its reader asks for text. */
  public TextStream stream(String prompt, GenerationOptions options) {
    return stream(tokenizer.encodePrompt(prompt), options);
  }

  /**
   * Continues a prompt, given as token ids, as its reader asks for text. What a vocabulary puts in
   * front of every text stays there when the text outgrows the context.
   */
  public TextStream stream(int[] prompt, GenerationOptions options) {
    int kept = Math.max(options.kept(), tokenizer.bosTokens().lengthIn(prompt));
    GenerationOptions ofTokens = options.withStops(List.of()).withKept(kept);
    return new TextStream(tokenizer, prompt, generator.stream(prompt, ofTokens), options, tools);
  }

  /**
   * The pieces of a continuation, computed for each subscriber, the same for each; at most two
   * pieces are computed beyond demand. A subscription that is cancelled ends the continuation.
   */
  public Flow.Publisher<String> publisher(String prompt, GenerationOptions options) {
    return new TextPublisher(() -> stream(prompt, options));
  }

  /** The continuation that a beam search finds likeliest. */
  public Continuation search(String prompt, int beams, int maxTokens) {
    int[] ids = tokenizer.encodePrompt(prompt);
    Generation found = generator.search(ids, beams, maxTokens);
    StreamingDecoder decoder = tokenizer.decoderAfter(ids);
    StringBuilder text = new StringBuilder();
    found.ids().forEach(id -> text.append(decoder.next(id)));
    return new Continuation(
        text + decoder.flush(),
        ids.length,
        found.ids().size(),
        found.finishReason(),
        List.of(),
        List.of());
  }

  /** The likeliest next tokens after a text, the likeliest first. */
  public List<NextToken> nextTokens(String text, int count) {
    return nextTokens(tokenizer.encodePrompt(text), count);
  }

  /**
   * The likeliest next tokens after a text, given as token ids; the model sees as much of its end
   * as its context holds.
   */
  public List<NextToken> nextTokens(int[] text, int count) {
    int[] seen = tokenizer.bosTokens().last(text, config().contextLength());
    return generator.nextTokens(seen, count).stream().map(token -> named(seen, token)).toList();
  }

  /** Whether there is a {@link #lens}: not where the model is computed on a GPU. */
  public boolean hasLens() {
    return generator.showsLayers();
  }

  /** What each layer would have said after a text, and the model while it learned. */
  public Lens lens(String text) {
    return lens(text, LensOptions.defaults());
  }

  /** What each layer would have said after a token of a text, and the model while it learned. */
  public Lens lens(String text, LensOptions options) {
    return lens(tokenizer.encodePrompt(text), options);
  }

  /**
   * What each layer would have said after a token of a text, given as token ids, and the model
   * while it learned; the model sees as much before it as its context holds.
   *
   * @throws ModelException where the text has no such token, or there is no {@link #hasLens lens}
   */
  public Lens lens(int[] text, LensOptions options) {
    int[] all = generator.started(text);
    int position = options.position().orElse(all.length - 1);
    if (position >= all.length) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "position: expected from 0 to %,d, the last token of the text, found %,d",
              all.length - 1,
              position));
    }
    boolean given = position + 1 < all.length;
    OptionalInt followed = given ? OptionalInt.of(all[position + 1]) : OptionalInt.empty();
    int[] before = Arrays.copyOf(all, position);
    int[] read = Arrays.copyOf(all, position + 1);
    int[] seen = tokenizer.bosTokens().last(read, config().contextLength());
    List<TokenDetail> layers = generator.layers(seen, followed, options.count());
    TokenDetail own = layers.getLast();
    List<Lens.Checkpoint> learned = new ArrayList<>();
    if (checkpoints != null) {
      checkpoints
          .answers(seen, own.id(), options.count(), options.checkpoints())
          .forEach((step, answer) -> learned.add(new Lens.Checkpoint(step, guess(seen, answer))));
    }
    return new Lens(
        position,
        all[position],
        textAfter(before, all[position]),
        named(seen, new TokenProbability(own.id(), Math.exp(own.logProbability()))),
        given,
        layers.stream().map(layer -> guess(seen, layer)).toList(),
        learned);
  }

  private Lens.Guess guess(int[] text, TokenDetail answer) {
    return new Lens.Guess(
        Math.exp(answer.logProbability()),
        answer.likeliest().stream().map(token -> named(text, token)).toList());
  }

  /**
   * The likeliest next tokens after a text, given as token ids, with the probability that each is
   * drawn with some options; the model sees as much of the text's end as its context holds.
   */
  public NextTokens nextTokens(int[] text, int count, GenerationOptions options) {
    int[] seen = tokenizer.bosTokens().last(text, config().contextLength());
    return generator.nextTokens(seen, count, options);
  }

  /** A token as it would come next after a text. */
  public NextToken named(int[] text, TokenProbability token) {
    return new NextToken(
        token.id(),
        textAfter(text, token.id()),
        token.probability(),
        generator.endsOfText().contains(token.id()));
  }

  /**
   * How well a given continuation follows a prompt, each tokenized by itself; all but the last
   * token must fit into the context, together.
   */
  public TextScore score(String prompt, String continuation) {
    return new TextScore(
        generator.score(tokenizer.encodePrompt(prompt), tokenizer.encode(continuation)));
  }

  public ModelConfig config() {
    return generator.config();
  }

  /** The vocabulary. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The same model over token ids. */
  public TextGenerator generator() {
    return generator;
  }

  @Override
  public void close() {
    try (tokenizer) {
      generator.close();
    }
  }

  private String textAfter(int[] text, int id) {
    return text.length > 0
        ? tokenizer.decodeAfter(text[text.length - 1], id)
        : tokenizer.decode(new int[] {id});
  }

  private static List<String> needed(Path model) {
    return Files.isRegularFile(model) ? List.of() : List.of(ConfigFile.NAME, Tokenizers.FILE_NAME);
  }
}
