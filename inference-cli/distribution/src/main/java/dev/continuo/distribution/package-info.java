/** The archives for those who build nothing: the command with a Java runtime of its own. */
@NullMarked
package dev.continuo.distribution;

import org.jspecify.annotations.NullMarked;
