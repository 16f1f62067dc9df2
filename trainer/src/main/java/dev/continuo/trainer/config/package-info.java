/** What a training run is told: budget, batches, optimizer, schedule, evaluation. */
@NullMarked
package dev.continuo.trainer.config;

import org.jspecify.annotations.NullMarked;
