package dev.continuo.model.text;

import dev.continuo.model.generate.FinishReason;
import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.generate.StopStrings;
import dev.continuo.model.generate.TokenDetail;
import dev.continuo.model.generate.TokenStream;
import dev.continuo.tokenizer.decoder.StreamingDecoder;
import dev.continuo.tokenizer.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A continuation in the making: each call computes one token and returns the text that is now
 * final, possibly none. One thread reads; any thread may cancel.
 *
 * <p>Where the net calls one of its {@link Tools}, the same call asks the tool and returns its
 * answer too. The answer's tokens were not sampled: they have no {@link TextToken#detail}, and the
 * most tokens of the options do not count them.
 */
public final class TextStream {

  /**
   * A prompt, decoded from its tokens.
   *
   * @param text its text as its tokens decode
   * @param tokens its tokens, where log-probabilities were asked for
   */
  public record Prompt(String text, List<TextToken> tokens) {

    public Prompt {
      tokens = List.copyOf(tokens);
    }
  }

  private final Tokenizer tokenizer;
  private final TokenStream stream;
  private final Tools tools;
  private final @Nullable CallScanner scanner;
  private final List<ToolCall> calls = new ArrayList<>();
  private StreamingDecoder decoder;
  private final StopStrings stops;
  private final boolean withDetails;
  private final List<TextToken> tokens = new ArrayList<>();
  private final long started = System.nanoTime();
  private final int promptLength;
  private int[] text;
  private int length;
  private int decoded;
  private boolean begun;
  private boolean ended;
  private volatile boolean cancelled;
  private volatile @Nullable Future<String> asked;

  // Where tools are: the continuation's text, and where in it each of its tokens begins.
  private final StringBuilder written = new StringBuilder();
  private int[] starts = {};
  private int skipped;
  private int appended;

  TextStream(
      Tokenizer tokenizer,
      int[] prompt,
      TokenStream stream,
      GenerationOptions options,
      Tools tools) {
    this.tokenizer = tokenizer;
    this.stream = stream;
    this.tools = tools;
    scanner = tools.list().isEmpty() ? null : new CallScanner(tools.list());
    stops = new StopStrings(options.stops());
    withDetails = options.likeliest().isPresent();
    decoder = tokenizer.decoderAfter(prompt);
    text = prompt.clone();
    promptLength = prompt.length;
    length = prompt.length;
  }

  /** The next piece, or null at the end. */
  public @Nullable String next() {
    if (ended) {
      return null;
    }
    if (scanner != null && !begun) {
      begun = true;
      CallScanner.Call call = scanner.begin(endOfPrompt(scanner.keptCharacters()));
      String answer = call == null ? "" : answered(call, "");
      if (ended || !answer.isEmpty()) {
        return answer;
      }
    }
    if (!stream.hasNext()) {
      ended = true;
      String last = decoder.flush();
      stream.end().ifPresent(id -> addToken(id, decoded + characters(last), stream.detail()));
      String rest = stops.accept(unskipped(last)) + stops.flush();
      return rest.isEmpty() ? null : rest;
    }
    String piece = take(stream.nextInt(), stream.detail());
    CallScanner.Call call = scanner == null ? null : scanner.accept(piece);
    return call == null
        ? shown(piece)
        : shown(piece.substring(0, call.end())) + answered(call, piece.substring(call.end()));
  }

  /** Takes a token; gives the text that it makes certain. */
  private String take(int id, Optional<TokenDetail> detail) {
    if (length == text.length) {
      text = Arrays.copyOf(text, 2 * length + 16);
    }
    text[length++] = id;
    int before = decoded;
    int start = written.length();
    String piece = decoder.next(id);
    decoded += characters(piece);
    addToken(id, decoder.isOneBehind() ? decoded : before, detail);
    if (scanner != null) {
      written.append(piece);
      if (starts.length < tokenCount()) {
        starts = Arrays.copyOf(starts, 2 * tokenCount() + 16);
      }
      starts[tokenCount() - 1] = decoder.isOneBehind() ? written.length() : start;
    }
    return unskipped(piece);
  }

  /** A piece of text as far as it can be shown. */
  private String shown(String piece) {
    if (ended) {
      return "";
    }
    String shown = stops.accept(piece);
    if (stops.stopped()) {
      ended = true;
      stream.stop();
    }
    return shown;
  }

  /** A piece without what was shown before an answer took its place. */
  private String unskipped(String piece) {
    int count = Math.min(skipped, piece.length());
    skipped -= count;
    return piece.substring(count);
  }

  /**
   * Asks a tool and appends its answer, which is shown. What the net wrote after the call in the
   * token that completed it gives way to the answer.
   *
   * @param rest that text, which is shown where nothing is appended
   */
  private String answered(CallScanner.Call call, String rest) {
    if (ended || cancelled || calls.size() > tools.mostCalls()) {
      return shown(rest);
    }
    int end = written.length() - rest.length();
    Tools.Outcome outcome =
        calls.size() == tools.mostCalls()
            ? new Tools.Outcome(
                "", Optional.of("expected at most " + tools.mostCalls() + " calls in a text"))
            : ask(call);
    int kept = keptTokens(end);
    int from = kept == tokenCount() ? written.length() : starts[kept];
    String partOfToken = written.substring(Math.min(from, end), end);
    int[] before = Arrays.copyOf(text, promptLength + kept);
    int[] ids =
        outcome.text().isEmpty()
            ? new int[0]
            : TextTokens.after(tokenizer, before, partOfToken + outcome.text());
    Optional<String> failure = outcome.failure();
    if (ids.length == 0 && !outcome.text().isEmpty()) {
      failure = Optional.of("the vocabulary has no tokens for the answer " + outcome.text());
    }
    calls.add(
        new ToolCall(
            call.tool().name(),
            call.question(),
            ids.length == 0 ? "" : outcome.text(),
            end,
            ids.length,
            failure));
    return ids.length == 0 ? shown(rest) : append(ids, kept, partOfToken);
  }

  /** Puts tokens after the first few of the continuation; their text from a place on is shown. */
  private String append(int[] ids, int kept, String shownBefore) {
    int dropped = tokenCount() - kept;
    stream.replaceEnd(dropped, ids);
    written.setLength(dropped == 0 ? written.length() : starts[kept]);
    decoded = written.codePointCount(0, written.length());
    length -= dropped;
    if (withDetails) {
      tokens.subList(tokens.size() - dropped, tokens.size()).clear();
    }
    decoder = tokenizer.decoderAfter(ids());
    skipped = shownBefore.length();
    appended += ids.length;
    StringBuilder shown = new StringBuilder();
    for (int id : ids) {
      shown.append(shown(take(id, Optional.empty())));
    }
    return shown.toString();
  }

  private Tools.Outcome ask(CallScanner.Call call) {
    Tools.Outcome outcome = tools.ask(call.tool(), call.question(), this::runs);
    asked = null;
    return outcome;
  }

  private void runs(Future<String> task) {
    asked = task;
    if (cancelled) {
      task.cancel(true);
    }
  }

  /** How many tokens of the continuation end within its first characters. */
  private int keptTokens(int end) {
    int kept = tokenCount();
    while (kept > 0 && endOf(kept - 1) > end) {
      kept--;
    }
    return kept;
  }

  /** Where the text of a token ends, as far as it is certain. */
  private int endOf(int token) {
    boolean last = token == tokenCount() - 1;
    return !last ? starts[token + 1] : decoder.isOneBehind() ? Integer.MAX_VALUE : written.length();
  }

  /** The last characters of the prompt, at least so many where it has them. */
  private String endOfPrompt(int characters) {
    int from = promptLength;
    String end = "";
    for (int count = 64; from > 0 && end.length() < characters; count *= 2) {
      from = Math.max(0, promptLength - count);
      end = tokenizer.decode(Arrays.copyOfRange(text, from, promptLength));
    }
    return end;
  }

  /**
   * The prompt's own text and tokens, to be shown before the continuation. Asked for before any
   * piece; cut short where the stream is cancelled meanwhile.
   *
   * @throws dev.continuo.model.config.ModelException where log-probabilities were asked for, and
   *     the prompt is longer than the context
   */
  public Prompt prompt() {
    List<TokenDetail> details = withDetails ? stream.readPrompt() : List.of();
    StreamingDecoder promptDecoder = tokenizer.streamingDecoder();
    boolean oneBehind = promptDecoder.isOneBehind();
    StringBuilder promptText = new StringBuilder();
    List<TextToken> promptTokens = new ArrayList<>();
    int after = 0;
    for (int i = 0; i < promptLength; i++) {
      int before = after;
      String piece = promptDecoder.next(text[i]);
      promptText.append(piece);
      after += characters(piece);
      if (withDetails && i <= details.size()) {
        TokenDetail detail = i == 0 ? null : details.get(i - 1);
        promptTokens.add(new TextToken(text[i], oneBehind ? after : before, detail));
      }
    }
    if (oneBehind) {
      promptText.append(promptDecoder.flush());
    }
    return new Prompt(promptText.toString(), promptTokens);
  }

  /**
   * The tokens of the continuation so far, where log-probabilities were asked for; after the last
   * of the text the one that ended it, where one did.
   */
  public List<TextToken> tokens() {
    return Collections.unmodifiableList(tokens);
  }

  /** The calls of tools so far, in order. */
  public List<ToolCall> toolCalls() {
    return Collections.unmodifiableList(calls);
  }

  /** Ends the continuation before its next token; any thread may ask for that. */
  public void cancel() {
    cancelled = true;
    stream.cancel();
    Future<String> running = asked;
    if (running != null) {
      running.cancel(true);
    }
  }

  /** The ids of the prompt and of the continuation so far. */
  public int[] ids() {
    return Arrays.copyOf(text, length);
  }

  /** The number of tokens of the prompt. */
  public int promptLength() {
    return promptLength;
  }

  /** The number of tokens of the continuation so far, those of tools' answers included. */
  public int tokenCount() {
    return length - promptLength;
  }

  /**
   * The number of tokens that were computed so far: those of the continuation that are the net's
   * own, the one that ended it, where one did, and those that gave way to a tool's answer.
   */
  public int generatedCount() {
    return stream.generated() + (stream.end().isPresent() ? 1 : 0);
  }

  /** The number of tokens that tools have appended so far. */
  public int appendedCount() {
    return appended;
  }

  /**
   * Computed tokens per second since the continuation was asked for, the prompt's reading included.
   */
  public double tokensPerSecond() {
    double seconds =
        (double) Math.max(1, System.nanoTime() - started) / TimeUnit.SECONDS.toNanos(1);
    return stream.generated() / seconds;
  }

  /**
   * Why the continuation ended.
   *
   * @throws NoSuchElementException where it has not
   */
  public FinishReason finishReason() {
    if (stops.stopped()) {
      return FinishReason.STOP;
    }
    return stream
        .finishReason()
        .orElseThrow(() -> new NoSuchElementException("the continuation has not ended"));
  }

  private void addToken(int id, int start, Optional<TokenDetail> detail) {
    if (withDetails) {
      tokens.add(new TextToken(id, start, detail.orElse(null)));
    }
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }
}
