/**
 * The configuration of a run. {@code TrainingSettings} has every setting with its name, default,
 * range and help; {@code TrainingConfig} is the resolved configuration that is stored with the run.
 */
@NullMarked
package dev.continuo.trainer.config;

import org.jspecify.annotations.NullMarked;
