package dev.continuo.corpus.trace;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.corpus.trace.SuffixBlocks.Layout;
import dev.continuo.corpus.work.Progress;
import dev.continuo.tokenizer.files.AtomicFolder;
import dev.continuo.tokenizer.shard.Shard;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Makes the index of a corpus's training text, as a folder that appears whole or not at all. */
public final class TraceIndexer {

  /** Suffixes are sorted in blocks of so many tokens: about 20 bytes of memory for each. */
  private static final int BLOCK_TOKENS = 1 << 23;

  private static final int HELD_OUT_PIECES = 256;
  private static final int PIECE_TOKENS = 64;
  private static final double NANOS = 1e9;

  private final CorpusFolder corpus;
  private final int blockTokens;

  /** An indexer of a corpus. */
  public TraceIndexer(CorpusFolder corpus) {
    this(corpus, BLOCK_TOKENS);
  }

  TraceIndexer(CorpusFolder corpus, int blockTokens) {
    this.corpus = corpus;
    this.blockTokens = blockTokens;
  }

  /**
   * Writes the index, in place of an older one.
   *
   * @param folder where it goes
   * @return what it is of, and what it cost
   * @throws TraceException if it cannot be written
   */
  public TraceFile write(Path folder, Progress progress) {
    long started = System.nanoTime();
    try (Tokenizer tokenizer = Tokenizers.open(corpus.tokenizer());
        Shard shard = Shard.open(corpus.trainingShard());
        AtomicFolder part =
            new AtomicFolder(
                folder, List.of(TraceFile.NAME, TraceIndex.SUFFIXES, TraceIndex.PASSAGES))) {
      int separator =
          Documents.separator(
              shard, tokenizer.endOfText().orElse(-1), tokenizer.bosTokens().first());
      Layout layout = Layout.of(shard, blockTokens, separator);
      Path suffixes = part.path().resolve(TraceIndex.SUFFIXES);
      int checksum = fill(shard, tokenizer, layout, part.path(), new Done(shard, progress));
      TraceFile file =
          new TraceFile(
              TraceFile.VERSION,
              shard.fingerprint(),
              shard.vocabularySize(),
              shard.tokenCount(),
              shard.documentCount(),
              blockTokens,
              separator,
              checksum,
              bytes(part.path()),
              (System.nanoTime() - started) / NANOS,
              heldOut(shard, tokenizer, suffixes, layout, checksum));
      file.write(part.path());
      part.finish();
      return file;
    } catch (IOException | UncheckedIOException e) {
      throw TraceException.unwritable(folder, e);
    }
  }

  /** Sorts suffixes and indexes passages at the same time; the checksum of the suffixes. */
  private static int fill(Shard shard, Tokenizer tokenizer, Layout layout, Path folder, Done done)
      throws IOException {
    CompletableFuture<Void> passages =
        CompletableFuture.runAsync(
            () -> {
              try {
                PassageWriter.write(
                    folder.resolve(TraceIndex.PASSAGES), shard, tokenizer, done::passages);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            task -> Thread.ofPlatform().name("continuo-passages").start(task));
    int checksum;
    try {
      int threads = Runtime.getRuntime().availableProcessors();
      checksum =
          new SuffixWriter(shard, layout, threads)
              .write(folder.resolve(TraceIndex.SUFFIXES), done::suffixes);
    } finally {
      await(passages);
    }
    return checksum;
  }

  private static void await(CompletableFuture<Void> work) {
    try {
      work.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private VerbatimShare heldOut(
      Shard shard, Tokenizer tokenizer, Path suffixes, Layout layout, int checksum) {
    try (SuffixBlocks blocks = SuffixBlocks.open(suffixes, shard, layout, checksum);
        Shard validation = Shard.open(corpus.validationShard())) {
      return TraceIndex.share(blocks, tokenizer, validation, HELD_OUT_PIECES, PIECE_TOKENS);
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Reports the progress of both parts of the work together, in bytes of the text. */
  private static final class Done {

    private final Shard shard;
    private final Progress progress;
    private final AtomicLong suffixes = new AtomicLong();
    private final AtomicLong passages = new AtomicLong();

    Done(Shard shard, Progress progress) {
      this.shard = shard;
      this.progress = progress;
    }

    void suffixes(long tokens) {
      suffixes.set(tokens);
      report();
    }

    void passages(long tokens) {
      passages.set(tokens);
      report();
    }

    private synchronized void report() {
      double share = (suffixes.get() + passages.get()) / 2.0 / Math.max(1, shard.tokenCount());
      progress.at("indexing", Math.round(share * shard.byteCount()), shard.byteCount());
    }
  }
}
