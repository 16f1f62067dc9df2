/** The report of a run: its learning curve, a verdict on it, and the page that shows both. */
@NullMarked
package dev.continuo.trainer.report;

import org.jspecify.annotations.NullMarked;
