/** Trees of texts. */
@NullMarked
package dev.continuo.cli.prompt.tree;

import org.jspecify.annotations.NullMarked;
