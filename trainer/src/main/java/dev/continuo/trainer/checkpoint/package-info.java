/**
 * A run on disk. Checkpoints hold weights, optimizer state and progress with checksums; {@code
 * run.json} holds the run's configuration and what came of it; {@code RunPaths} says where
 * everything lies.
 */
@NullMarked
package dev.continuo.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
