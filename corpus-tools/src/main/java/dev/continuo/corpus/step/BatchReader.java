package dev.continuo.corpus.step;

import dev.continuo.corpus.document.CorpusException;
import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.read.DocumentReader;
import dev.continuo.corpus.read.Formats;
import dev.continuo.corpus.read.ReadListener;
import dev.continuo.corpus.read.ReadOptions;
import dev.continuo.corpus.read.ReadProblem;
import dev.continuo.corpus.read.Source;
import dev.continuo.corpus.work.InputPosition;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of files in batches, from a place on. */
final class BatchReader implements Iterator<Batch>, AutoCloseable, ReadListener {

  private static final int MOST_ITEMS = 512;
  private static final int MOST_CHARACTERS = 1 << 18;

  private final List<Source> sources;
  private final ReadOptions options;
  private final Formats formats;
  private final boolean strict;
  private List<Batch.Item> items = new ArrayList<>();
  private List<Charset> guessed = new ArrayList<>();
  private @Nullable DocumentReader reader;
  private int source;
  private long itemsOfSource;
  private long itemsToSkip;
  private long bytesOfSource;
  private int characters;
  private long bytes;
  private long repaired;

  BatchReader(List<Source> sources, ReadOptions options, boolean strict, InputPosition start) {
    this.sources = sources;
    this.options = options;
    formats = Formats.of(options.formats());
    this.strict = strict;
    source = start.source();
    itemsToSkip = start.items();
    bytesOfSource = start.bytes();
  }

  @Override
  public boolean hasNext() {
    return source < sources.size();
  }

  @Override
  public Batch next() {
    while (hasNext() && items.size() < MOST_ITEMS && characters < MOST_CHARACTERS) {
      if (reader == null) {
        reader = new DocumentReader(List.of(sources.get(source)), options, formats, this);
      }
      if (reader.hasMore()) {
        Document document = reader.readOn();
        if (document != null) {
          add(new Batch.Found(document, source), document.text().length());
        }
      } else {
        countBytes(reader);
        close();
        source++;
        itemsOfSource = 0;
        itemsToSkip = 0;
        bytesOfSource = 0;
      }
    }
    if (reader != null) {
      countBytes(reader);
    }
    InputPosition end = new InputPosition(source, itemsOfSource, bytesOfSource);
    Batch batch = new Batch(items, end, bytes, repaired, guessed);
    items = new ArrayList<>();
    guessed = new ArrayList<>();
    characters = 0;
    bytes = 0;
    repaired = 0;
    return batch;
  }

  private void countBytes(DocumentReader from) {
    long read = from.bytesRead();
    bytes += read - bytesOfSource;
    bytesOfSource = read;
  }

  @Override
  public void lost(ReadProblem problem) {
    if (strict) {
      throw new CorpusException(problem.describe());
    }
    add(new Batch.Lost(problem), problem.message().length());
  }

  private void add(Batch.Item item, int length) {
    itemsOfSource++;
    if (itemsOfSource > itemsToSkip) {
      items.add(item);
      characters += length;
    }
  }

  @Override
  public void repaired(String documentId) {
    if (itemsOfSource >= itemsToSkip) {
      repaired++;
    }
  }

  @Override
  public void guessed(Charset encoding) {
    if (itemsOfSource >= itemsToSkip) {
      guessed.add(encoding);
    }
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }
}
