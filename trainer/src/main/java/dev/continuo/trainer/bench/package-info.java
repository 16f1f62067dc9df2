/**
 * Measurements: how fast nets train and generate, and how fast the machine multiplies matrices and
 * reads memory. {@code GpuCheck} looks at a GPU before anything else runs on it.
 */
@NullMarked
package dev.continuo.trainer.bench;

import org.jspecify.annotations.NullMarked;
