package dev.continuo.model.generate;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.runtime.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A continuation in the making: each token is computed when it is asked for. One thread reads; any
 * thread may cancel.
 *
 * <p>A text that outgrows the model's context is handled as the options' {@link ContextPolicy}
 * says.
 */
public final class TokenStream implements PrimitiveIterator.OfInt {

  private static final int NONE = -1;

  private final PrefixCache recent;
  private final int contextLength;
  private final Sampler sampler;
  private final LogitsProcessor adjustment;
  private final OptionalInt likeliest;
  private final Set<Integer> stopIds;
  private final int maxTokens;
  private final ContextPolicy contextPolicy;
  private final int kept;
  private int[] text;
  private int length;
  private int generated;
  private @Nullable Session session;
  private int next = NONE;
  private @Nullable TokenDetail detail;
  private OptionalInt end = OptionalInt.empty();
  private volatile boolean cancelled;
  private volatile @Nullable FinishReason finishReason;

  TokenStream(
      PrefixCache recent,
      int contextLength,
      int[] prompt,
      GenerationOptions options,
      Set<Integer> endsOfText) {
    this.recent = recent;
    this.contextLength = contextLength;
    this.sampler = Sampler.of(options.sampling());
    this.adjustment = new LogitsProcessor(options.penalties(), prompt);
    this.likeliest = options.likeliest();
    this.stopIds = new HashSet<>(options.stopIds());
    this.stopIds.addAll(endsOfText);
    this.maxTokens = options.maxTokens();
    this.contextPolicy = options.contextPolicy();
    this.kept = Math.min(options.kept(), prompt.length);
    this.text = prompt.clone();
    this.length = prompt.length;
  }

  @Override
  public boolean hasNext() {
    if (next == NONE && finishReason == null) {
      advance();
    }
    return next != NONE;
  }

  @Override
  public int nextInt() {
    if (!hasNext()) {
      throw new NoSuchElementException("the continuation has ended: " + finishReason);
    }
    int id = next;
    next = NONE;
    return id;
  }

  /**
   * Reads the prompt, and gives what the model thinks of each of its tokens but the first, with as
   * many of the likeliest beside it as the options say. To be called before any token is asked for;
   * cut short where the stream is cancelled meanwhile.
   *
   * @throws ModelException where the prompt is longer than the context
   */
  public List<TokenDetail> readPrompt() {
    if (session != null) {
      throw new ModelException("the prompt has been read already");
    }
    if (length > contextLength) {
      throw new ModelException(
          "expected a prompt of at most " + contextLength + " tokens, found " + length);
    }
    List<TokenDetail> details = new ArrayList<>();
    int[] prompt = text;
    Session reading = recent.fresh();
    session = reading;
    while (reading.length() < length - 1 && !cancelled) {
      int from = reading.length();
      reading.append(
          Arrays.copyOfRange(prompt, from, Math.min(from + reading.tokensAtOnce(), length - 1)),
          (position, logits) ->
              details.add(TokenDetail.of(logits, prompt[position + 1], likeliest.orElse(0))));
    }
    return details;
  }

  /**
   * The token that ended the continuation, where one did: it was generated, though it is no part of
   * the text.
   */
  public OptionalInt end() {
    return end;
  }

  /**
   * What the model thinks of the last token, the one that ends the continuation included, where
   * log-probabilities were asked for.
   */
  public Optional<TokenDetail> detail() {
    return Optional.ofNullable(detail);
  }

  /**
   * Puts tokens that were not generated in place of the last ones, before the next is asked for.
   *
   * @param dropped how many tokens, which were generated, are taken back
   */
  public void replaceEnd(int dropped, int[] given) {
    if (next != NONE || dropped > generated) {
      throw new IllegalStateException("expected generated tokens that were read");
    }
    for (int i = length - dropped; i < length; i++) {
      adjustment.forget(text[i]);
    }
    length -= dropped;
    if (session != null && session.length() > length) {
      session.truncate(length);
    }
    text = Arrays.copyOf(text, Math.max(text.length, length + given.length));
    for (int id : given) {
      adjustment.saw(id);
      text[length++] = id;
    }
  }

  /** How many tokens have been generated, those that were replaced included. */
  public int generated() {
    return generated;
  }

  /** Ends the continuation before its next token. */
  public void cancel() {
    cancelled = true;
  }

  /** Ends the continuation here and now; for the thread that reads. */
  public void stop() {
    if (finishReason == null) {
      finish(FinishReason.CANCELLED);
    }
  }

  /** Why the continuation ended, once it has. */
  public Optional<FinishReason> finishReason() {
    return Optional.ofNullable(finishReason);
  }

  private void advance() {
    if (generated == maxTokens || (isFull() && contextPolicy == ContextPolicy.STOP)) {
      finish(FinishReason.LENGTH);
      return;
    }
    Session reading = reading();
    if (!readAllButLast(reading) || cancelled) {
      finish(FinishReason.CANCELLED);
      return;
    }
    int id = reading.append(Arrays.copyOfRange(text, reading.length(), length), this::choose);
    if (cancelled) {
      finish(FinishReason.CANCELLED);
      return;
    }
    if (stopIds.contains(id)) {
      end = OptionalInt.of(id);
      finish(FinishReason.STOP);
      return;
    }
    adjustment.saw(id);
    generated++;
    next = id;
    if (length == text.length) {
      text = Arrays.copyOf(text, Math.max(16, 2 * length));
    }
    text[length++] = id;
  }

  private void finish(FinishReason reason) {
    keepRead();
    finishReason = reason;
  }

  private void keepRead() {
    if (session != null) {
      recent.keep(session, text);
      session = null;
    }
  }

  private int choose(float[] logits) {
    float[] raw = likeliest.isPresent() ? logits.clone() : logits;
    adjustment.apply(logits);
    int id = sampler.sample(logits);
    likeliest.ifPresent(count -> detail = TokenDetail.of(raw, id, count));
    return id;
  }

  /** What reads the text, which is shortened before where it has outgrown the context. */
  private Session reading() {
    if (isFull()) {
      keepRead();
      int half = Math.max(1, contextLength / 2);
      int[] last = Arrays.copyOfRange(text, length - half, length);
      System.arraycopy(text, 0, last, 0, Math.min(kept, half - 1));
      text = last;
      length = half;
    }
    Session reading = session == null ? recent.read(text, length) : session;
    session = reading;
    return reading;
  }

  /** Reads the text but for its last run of tokens; whether it was not cancelled meanwhile. */
  private boolean readAllButLast(Session reading) {
    int run = reading.tokensAtOnce(); // cancelling takes effect between runs
    while (length - reading.length() > run) {
      if (cancelled) {
        return false;
      }
      int from = reading.length();
      reading.feed(Arrays.copyOfRange(text, from, from + run));
    }
    return true;
  }

  /** Whether the text has more tokens than the model can look back on. */
  private boolean isFull() {
    return length > contextLength;
  }
}
