/**
 * The settings of tasks: the name, default, range and help of each setting, from which Java's
 * messages and the command line are made.
 */
@NullMarked
package dev.continuo.tokenizer.setting;

import org.jspecify.annotations.NullMarked;
