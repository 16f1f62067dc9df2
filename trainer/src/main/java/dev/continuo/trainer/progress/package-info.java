/**
 * What a run tells while it goes: the listeners, and the files that follow it ({@code
 * metrics.jsonl}, {@code samples.jsonl}, TensorBoard event files).
 */
@NullMarked
package dev.continuo.trainer.progress;

import org.jspecify.annotations.NullMarked;
