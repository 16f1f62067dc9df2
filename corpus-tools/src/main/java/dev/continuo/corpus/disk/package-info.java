/** Files that appear whole or not at all, and files as memory. */
@NullMarked
package dev.continuo.corpus.disk;

import org.jspecify.annotations.NullMarked;
