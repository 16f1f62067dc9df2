/**
 * From text to a run folder. {@code Training} is the front door; {@code RunPreparation} builds
 * corpus, tokenizer and configuration, {@code RunChoice} and {@code Recipes} choose what was left
 * open, {@code Resumption} compares a resumed run with its settings.
 */
@NullMarked
package dev.continuo.trainer.run;

import org.jspecify.annotations.NullMarked;
