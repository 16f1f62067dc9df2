/** What a run's curve looks like and what it means. */
@NullMarked
package dev.continuo.trainer.report;

import org.jspecify.annotations.NullMarked;
