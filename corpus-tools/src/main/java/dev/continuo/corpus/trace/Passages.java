package dev.continuo.corpus.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.TermToBytesRefAttribute;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NoLockFactory;
import org.apache.lucene.util.BytesRef;

/** The passages of a shard's documents, found by their words. Safe for use by several threads. */
final class Passages implements AutoCloseable {

  /** With fewer different words a search finds passages at random. */
  private static final int LEAST_WORDS = 3;

  /** Of a text with more different words, those that are in the fewest passages are looked for. */
  private static final int MOST_WORDS = 24;

  private final Path folder;
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final StandardAnalyzer analyzer = new StandardAnalyzer();

  /**
   * A passage.
   *
   * @param start its first token in the shard
   * @param end the one behind its last
   * @param score how similar it is to a text, by BM25
   */
  record Passage(long start, long end, double score) {}

  private Passages(Path folder, Directory directory, DirectoryReader reader) {
    this.folder = folder;
    this.directory = directory;
    this.reader = reader;
    searcher = new IndexSearcher(reader);
  }

  /**
   * Opens the passages of an index.
   *
   * @throws TraceException if they are damaged
   */
  static Passages open(Path folder) {
    QuietLucene.quiet();
    try {
      Directory directory = FSDirectory.open(folder, NoLockFactory.INSTANCE);
      try {
        return new Passages(folder, directory, DirectoryReader.open(directory));
      } catch (IOException | RuntimeException e) {
        directory.close();
        throw e;
      }
    } catch (IOException | IllegalArgumentException e) {
      throw TraceException.damaged(folder, e.toString(), e);
    }
  }

  /** The passages that are most similar to a text, the most similar first. */
  List<Passage> nearest(String text, int most) {
    return holding(text, LEAST_WORDS, most);
  }

  /**
   * The passages that hold the words of a text, those with the most and the rarest first.
   *
   * @param least how many different words that are in any passage it must have
   */
  List<Passage> holding(String text, int least, int most) {
    try {
      List<Term> words = words(text);
      if (words.size() < least) {
        return List.of();
      }
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      words.forEach(word -> query.add(new TermQuery(word), BooleanClause.Occur.SHOULD));
      List<Passage> found = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(query.build(), most).scoreDocs) {
        found.add(passage(hit));
      }
      return found;
    } catch (IOException e) {
      throw TraceException.damaged(folder, e.toString(), e);
    }
  }

  private Passage passage(ScoreDoc hit) throws IOException {
    LeafReaderContext leaf = reader.leaves().get(ReaderUtil.subIndex(hit.doc, reader.leaves()));
    int document = hit.doc - leaf.docBase;
    return new Passage(
        number(leaf, PassageWriter.START, document),
        number(leaf, PassageWriter.END, document),
        hit.score);
  }

  private long number(LeafReaderContext leaf, String field, int document) throws IOException {
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    if (values == null || !values.advanceExact(document)) {
      throw TraceException.damaged(folder, "a passage without its " + field, null);
    }
    return values.longValue();
  }

  /** A text's different words that are in some passage, those in the fewest first. */
  private List<Term> words(String text) throws IOException {
    Set<BytesRef> words = new HashSet<>();
    try (TokenStream stream = analyzer.tokenStream(PassageWriter.TEXT, text)) {
      TermToBytesRefAttribute word = stream.getAttribute(TermToBytesRefAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.add(BytesRef.deepCopyOf(word.getBytesRef()));
      }
      stream.end();
    }
    record Counted(Term word, int passages) {}
    List<Counted> counted = new ArrayList<>();
    for (BytesRef word : words) {
      Term term = new Term(PassageWriter.TEXT, word);
      counted.add(new Counted(term, reader.docFreq(term)));
    }
    return counted.stream()
        .filter(word -> word.passages() > 0)
        .sorted(Comparator.comparingInt(Counted::passages).thenComparing(Counted::word))
        .limit(MOST_WORDS)
        .map(Counted::word)
        .toList();
  }

  @Override
  public void close() {
    try {
      analyzer.close();
      reader.close();
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
