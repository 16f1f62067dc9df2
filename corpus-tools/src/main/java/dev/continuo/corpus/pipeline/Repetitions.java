package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.Entry;
import dev.continuo.corpus.dedup.Ledger;
import dev.continuo.corpus.dedup.MinHash;
import dev.continuo.corpus.dedup.NearDuplicateRule;
import dev.continuo.corpus.dedup.RunMerge;
import dev.continuo.corpus.dedup.SortedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds which documents of a spool repeat others. */
final class Repetitions {

  private Repetitions() {}

  /** The ledger of a spool; its caller closes it. */
  static Ledger find(
      Spool spool, Optional<NearDuplicateRule> rule, WorkOptions work, Progress progress)
      throws IOException {
    if (!Files.exists(spool.facts())) {
      Files.createFile(spool.facts());
    }
    Ledger ledger =
        Ledger.create(spool.facts(), spool.folder().resolve("ledger"), spool.documents());
    try {
      int fanIn = RunMerge.fanIn(work.memoryBytes() / 2);
      RunMerge.repeats(spool.files(Spool.Kind.DIGESTS), spool.folder(), fanIn, ledger::repeat);
      if (rule.isPresent()) {
        makeBands(spool, rule.get(), ledger, work, progress);
        RunMerge.repeats(spool.files(Spool.Kind.BANDS), spool.folder(), fanIn, ledger::join);
      }
      return ledger;
    } catch (IOException | RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private static void makeBands(
      Spool spool, NearDuplicateRule rule, Ledger ledger, WorkOptions work, Progress progress)
      throws IOException {
    long[] segments = {0};
    SegmentPass.run(
        spool,
        Spool.Kind.BANDS,
        number -> ledger.state(number) == Ledger.State.KEPT,
        work,
        () -> {
          MinHash hash = new MinHash(rule);
          return documents -> bands(hash, documents);
        },
        (segment, bands) ->
            SortedRun.write(
                spool.file(segment, Spool.Kind.BANDS),
                bands.stream().flatMap(List::stream).toList()),
        () -> progress.at("comparing", ++segments[0], spool.segments().size()));
  }

  private static List<Entry> bands(MinHash hash, List<Numbered> documents) {
    List<Entry> bands = new ArrayList<>();
    for (Numbered document : documents) {
      bands.addAll(hash.bands(document.document().text(), document.number()));
    }
    return bands;
  }
}
