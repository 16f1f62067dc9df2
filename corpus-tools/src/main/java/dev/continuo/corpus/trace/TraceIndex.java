package dev.continuo.corpus.trace;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.output.DocumentNames;
import dev.continuo.corpus.trace.Passages.Passage;
import dev.continuo.corpus.trace.SpanSearch.Found;
import dev.continuo.corpus.trace.TracedText.TextSpan;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.text.UnknownCharacters;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An index of the training text, which finds where a text stands in it. Memory-mapped; safe for use
 * by several threads until it is closed.
 *
 * <pre>{@code
 * try (TraceIndex index = TraceIndex.open(folder, corpus)) {
 *   index.trace("the quick brown fox", TraceOptions.DEFAULTS).spans();
 * }
 * }</pre>
 */
public final class TraceIndex implements AutoCloseable {

  /** The tokens before and behind a place that are shown. */
  private static final int AROUND = 16;

  static final String SUFFIXES = "suffixes.bin";
  static final String PASSAGES = "passages";

  private static final int PASSAGES_PER_DOCUMENT = 4;
  private static final Pattern NUMBERED = Pattern.compile("(.*)#\\d+", Pattern.DOTALL);

  private final TraceFile file;
  private final Tokenizer tokenizer;
  private final Shard shard;
  private final @Nullable DocumentNames names;
  private final SuffixBlocks blocks;
  private final Passages passages;

  /** Tokens that are no text, which no span holds. */
  private final Set<Integer> breaks;

  private final UnknownCharacters unknown;

  private TraceIndex(
      TraceFile file,
      Tokenizer tokenizer,
      Shard shard,
      @Nullable DocumentNames names,
      SuffixBlocks blocks,
      Passages passages) {
    this.file = file;
    this.tokenizer = tokenizer;
    this.shard = shard;
    this.names = names;
    this.blocks = blocks;
    this.passages = passages;
    breaks = breaks(tokenizer);
    unknown = new UnknownCharacters(tokenizer);
  }

  private static Set<Integer> breaks(Tokenizer tokenizer) {
    Set<Integer> breaks = new HashSet<>(tokenizer.specialTokens().values());
    tokenizer.endOfText().ifPresent(breaks::add);
    tokenizer.unknown().ifPresent(breaks::add);
    return breaks;
  }

  /** Whether a folder has an index, whole or not. */
  public static boolean isThere(Path folder) {
    return Files.exists(folder.resolve(TraceFile.NAME));
  }

  /**
   * Opens an index.
   *
   * @param folder of the index
   * @param corpus that it is of
   * @throws TraceException if it is missing, damaged, of another version or of another corpus
   */
  public static TraceIndex open(Path folder, CorpusFolder corpus) {
    TraceFile file = TraceFile.read(folder);
    List<Runnable> opened = new ArrayList<>();
    try {
      Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer());
      opened.add(tokenizer::close);
      Shard shard = Shard.open(corpus.trainingShard());
      opened.add(shard::close);
      if (!shard.fingerprint().equals(file.trainingFingerprint())
          || shard.vocabularySize() != tokenizer.vocabularySize()) {
        throw TraceException.otherCorpus(folder.resolve(TraceFile.NAME), corpus.trainingShard());
      }
      DocumentNames names = DocumentNames.open(corpus.trainingNames(), shard.documentCount());
      opened.add(names == null ? () -> {} : names::close);
      SuffixBlocks blocks =
          SuffixBlocks.open(folder.resolve(SUFFIXES), shard, file.layout(), file.checksum());
      opened.add(blocks::close);
      Passages passages = Passages.open(folder.resolve(PASSAGES));
      return new TraceIndex(file, tokenizer, shard, names, blocks, passages);
    } catch (RuntimeException e) {
      opened.reversed().forEach(Runnable::run);
      throw e;
    }
  }

  /** What the index is of, and what it cost. */
  public TraceFile file() {
    return file;
  }

  /**
   * Where a text stands in the training text. A word is other tokens at the beginning of a text
   * than within one, so the text is also looked for as if white space stood before it.
   *
   * @throws TraceException if it is too long
   */
  public TracedText trace(String text, TraceOptions options) {
    String whole = WellFormed.of(text);
    Reading plain = read(whole, "", options.minTokens());
    if (whole.isEmpty() || Character.isWhitespace(whole.codePointAt(0))) {
      return traced(plain, options);
    }
    Reading spaced = read(whole, " ", options.minTokens());
    return traced(spaced.covered() > plain.covered() ? spaced : plain, options);
  }

  /**
   * One way in which a text is tokens.
   *
   * @param skipped UTF-16 units that were put before the text
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Reading(int[] tokens, TokenText text, int skipped, List<Found> found) {

    int start(Found span) {
      return Math.max(0, text.begin(span.from()) - skipped);
    }

    int end(Found span) {
      return text.end(span.end()) - skipped;
    }

    /** How many UTF-16 units of the text are within spans. */
    int covered() {
      int covered = 0;
      int last = 0;
      for (Found span : found) {
        covered += Math.max(0, end(span) - Math.max(last, start(span)));
        last = Math.max(last, end(span));
      }
      return covered;
    }
  }

  private Reading read(String text, String before, int least) {
    String longer = before + text;
    int[] tokens = tokenizer.encode(longer);
    List<Found> found = find(blocks, breaks, tokens, least);
    return new Reading(tokens, places(longer, tokens), before.length(), found);
  }

  /**
   * Where some tokens stand in the training text.
   *
   * @throws TraceException if they are too many
   */
  public Trace trace(int[] tokens, TraceOptions options) {
    List<Found> found = find(blocks, breaks, tokens, options.minTokens());
    return trace(new Reading(tokens, TokenText.of(tokenizer, tokens), 0, found), options);
  }

  /** The documents that hold the words of a question, those with the most and the rarest first. */
  public List<NearDocument> search(String words, int most) {
    return documents(passages.holding(words, 1, most * PASSAGES_PER_DOCUMENT), most);
  }

  /** How much of some tokens stands in the training text verbatim. */
  public VerbatimShare share(int[] tokens) {
    return share(blocks, breaks, tokens);
  }

  /** How much of a text stands in the training text verbatim. */
  public VerbatimShare share(String text) {
    return share(tokenizer.encode(WellFormed.of(text)));
  }

  private static VerbatimShare share(SuffixBlocks blocks, Set<Integer> breaks, int[] tokens) {
    List<Found> found = find(blocks, breaks, tokens, VerbatimShare.LENGTHS[0]);
    long[] within = new long[VerbatimShare.LENGTHS.length];
    for (int i = 0; i < within.length; i++) {
      int last = 0;
      for (Found span : found) {
        if (span.length() >= VerbatimShare.LENGTHS[i]) {
          within[i] += span.end() - Math.max(last, span.from());
          last = span.end();
        }
      }
    }
    long text = IntStream.of(tokens).filter(token -> !breaks.contains(token)).count();
    return new VerbatimShare(text, within[0], within[1], within[2]);
  }

  /** How much of a shard stands in the training text verbatim, by pieces all over it. */
  static VerbatimShare share(
      SuffixBlocks blocks, Tokenizer tokenizer, Shard heldOut, int pieces, int pieceTokens) {
    Set<Integer> breaks = breaks(tokenizer);
    VerbatimShare share = VerbatimShare.NONE;
    long step = Math.max(pieceTokens, heldOut.tokenCount() / pieces);
    for (long at = 0; at < heldOut.tokenCount(); at += step) {
      int[] piece = new int[(int) Math.min(pieceTokens, heldOut.tokenCount() - at)];
      heldOut.copy(at, piece, 0, piece.length);
      share = share.plus(share(blocks, breaks, piece));
    }
    return share;
  }

  private TracedText traced(Reading reading, TraceOptions options) {
    Trace trace = trace(reading, options);
    String text = reading.text().text();
    List<TextSpan> spans = new ArrayList<>();
    for (int i = 0; i < trace.spans().size(); i++) {
      Found found = reading.found().get(i);
      if (reading.start(found) < reading.end(found)) {
        spans.add(new TextSpan(reading.start(found), reading.end(found), trace.spans().get(i)));
      }
    }
    String shown = text.substring(Math.min(reading.skipped(), text.length()));
    return new TracedText(shown, reading.tokens().length, spans, trace.nearest());
  }

  /** Where the tokens of a text are in it, or in what they stand for where that is another. */
  private TokenText places(String text, int[] tokens) {
    UnknownCharacters.Found found;
    synchronized (unknown) {
      found = unknown.find(text, tokens);
    }
    TokenText own = TokenText.of(text, found.tokenBytes());
    return own == null ? TokenText.of(tokenizer, tokens) : own;
  }

  private Trace trace(Reading reading, TraceOptions options) {
    int[] tokens = reading.tokens();
    TokenText text = reading.text();
    List<VerbatimSpan> spans = new ArrayList<>();
    StringBuilder rest = new StringBuilder();
    int last = 0;
    for (Found found : reading.found()) {
      spans.add(
          new VerbatimSpan(
              found.from(),
              found.length(),
              blocks.count(tokens, found.from(), found.end()),
              places(tokens, found, options.places())));
      if (found.from() > last) {
        rest.append(text.text(last, found.from())).append('\n');
      }
      last = found.end();
    }
    rest.append(text.text(last, tokens.length));
    return new Trace(spans, nearest(rest.toString(), options.nearest()));
  }

  private static List<Found> find(
      SuffixBlocks blocks, Set<Integer> breaks, int[] tokens, int least) {
    if (tokens.length > SuffixWriter.LONGEST) {
      throw TraceException.tooLong(SuffixWriter.LONGEST, tokens.length);
    }
    SpanSearch search = new SpanSearch(blocks);
    List<Found> found = new ArrayList<>();
    for (int from = 0; from < tokens.length; ) {
      int end = from;
      while (end < tokens.length && !breaks.contains(tokens[end])) {
        end++;
      }
      found.addAll(search.find(tokens, from, end, least));
      from = end + 1;
    }
    return found;
  }

  private List<Place> places(int[] tokens, Found found, int most) {
    List<Place> places = new ArrayList<>();
    for (long at : blocks.places(tokens, found.from(), found.end(), most)) {
      places.add(place(at, found.length()));
    }
    return places;
  }

  private Place place(long at, int length) {
    long document = Documents.at(shard, at);
    long start = shard.documentStart(document);
    long from = Math.max(start, at - AROUND);
    long to = Math.min(Documents.end(shard, document), at + length + AROUND);
    while (from < at && breaks.contains(shard.token(from))) {
      from++;
    }
    while (to > at + length && breaks.contains(shard.token(to - 1))) {
      to--;
    }
    int[] ids = new int[Math.toIntExact(to - from)];
    shard.copy(from, ids, 0, ids.length);
    TokenText text = TokenText.of(tokenizer, ids);
    int first = Math.toIntExact(at - from);
    String name = name(document);
    return new Place(
        name,
        source(name),
        at - start,
        text.text(0, first),
        text.text(first, first + length),
        text.text(first + length, ids.length));
  }

  private List<NearDocument> nearest(String text, int most) {
    return most == 0
        ? List.of()
        : documents(passages.nearest(text, most * PASSAGES_PER_DOCUMENT), most);
  }

  private List<NearDocument> documents(List<Passage> found, int most) {
    List<NearDocument> nearest = new ArrayList<>();
    Set<Long> documents = new HashSet<>();
    for (Passage passage : found) {
      long document = Documents.at(shard, passage.start());
      if (documents.add(document) && nearest.size() < most) {
        String name = name(document);
        nearest.add(new NearDocument(name, source(name), passage.score(), text(passage)));
      }
    }
    return nearest;
  }

  private String text(Passage passage) {
    int[] ids = new int[Math.toIntExact(passage.end() - passage.start())];
    shard.copy(passage.start(), ids, 0, ids.length);
    return tokenizer.decode(ids).strip();
  }

  private String name(long document) {
    return names == null ? "#" + (document + 1) : names.name(document);
  }

  /** The file that an id begins with. */
  private static String source(String id) {
    Matcher numbered = NUMBERED.matcher(id);
    return numbered.matches() ? numbered.group(1) : id;
  }

  @Override
  public void close() {
    passages.close();
    blocks.close();
    if (names != null) {
      names.close();
    }
    shard.close();
    tokenizer.close();
  }
}
