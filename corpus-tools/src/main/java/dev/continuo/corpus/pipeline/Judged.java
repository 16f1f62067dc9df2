package dev.continuo.corpus.pipeline;

import dev.continuo.corpus.dedup.Facts;
import java.util.List;

/**
 * What the stages made of a batch.
 *
 * @param sources which files those kept come from
 * @param documents those kept, as {@link SpoolRecord}s
 * @param facts of those kept
 * @param dropped the others, as {@link DroppedLine}s, where they are remembered
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Judged(
    List<SourceRun> sources,
    byte[] documents,
    List<Facts> facts,
    byte[] dropped,
    Tally tally,
    Position end) {}
