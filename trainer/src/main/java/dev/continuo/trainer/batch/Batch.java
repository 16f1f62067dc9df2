package dev.continuo.trainer.batch;

/**
 * One step's tokens.
 *
 * @param rows B
 * @param columns T
 * @param inputs ids, (B, T) row by row
 * @param targets the id that follows each input, or {@code Aten.IGNORED_TARGET}, (B, T) row by row
 */
@SuppressWarnings("ArrayRecordComponent")
public record Batch(int rows, int columns, long[] inputs, long[] targets) {}
