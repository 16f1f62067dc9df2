package dev.continuo.corpus.work;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Some documents of some segments, in order, in batches; perhaps changed on the way. */
public final class SpoolReader implements Iterator<SpoolBatch>, AutoCloseable {

  private static final int BUFFER = 1 << 17;
  private static final int MOST_DOCUMENTS = 256;
  private static final int MOST_BYTES = 1 << 18;

  private final Spool spool;
  private final Iterator<Spool.Segment> segments;
  private final LongPredicate wanted;
  private final UnaryOperator<NumberedDocument> change;
  private Spool.@Nullable Segment segment;
  private @Nullable DataInputStream in;
  private long read;

  /** A reader that changes nothing. */
  public SpoolReader(Spool spool, List<Spool.Segment> segments, LongPredicate wanted) {
    this(spool, segments, wanted, UnaryOperator.identity());
  }

  /**
   * A reader.
   *
   * @param wanted says by its number whether a document is read
   */
  public SpoolReader(
      Spool spool,
      List<Spool.Segment> segments,
      LongPredicate wanted,
      UnaryOperator<NumberedDocument> change) {
    this.change = change;
    this.spool = spool;
    this.segments = segments.iterator();
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    return segment != null || segments.hasNext();
  }

  @Override
  public SpoolBatch next() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SpoolBatch read() throws IOException {
    Spool.Segment current = segment;
    DataInputStream stream = in;
    if (current == null || stream == null) {
      current = segments.next();
      stream =
          new DataInputStream(
              new BufferedInputStream(
                  Files.newInputStream(spool.file(current.index(), Spool.Kind.DOCUMENTS)), BUFFER));
      segment = current;
      in = stream;
      read = 0;
    }
    List<NumberedDocument> documents = new ArrayList<>();
    long bytes = 0;
    while (read < current.documents() && documents.size() < MOST_DOCUMENTS && bytes < MOST_BYTES) {
      long number = current.first() + read++;
      SpoolRecord record = SpoolRecord.read(stream);
      bytes += record.textBytes();
      if (wanted.test(number)) {
        documents.add(change.apply(new NumberedDocument(number, record.document())));
      }
    }
    boolean last = read == current.documents();
    if (last) {
      close();
    }
    return new SpoolBatch(current.index(), documents, bytes, last);
  }

  @Override
  public void close() {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      in = null;
      segment = null;
    }
  }
}
