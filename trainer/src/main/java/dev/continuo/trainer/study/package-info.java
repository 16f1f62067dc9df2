/**
 * Sets of runs on one text, and the answers drawn from them: how the loss falls with size and text,
 * which net is large enough, how much of a difference is chance.
 */
@NullMarked
package dev.continuo.trainer.study;

import org.jspecify.annotations.NullMarked;
