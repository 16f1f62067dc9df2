/** A conversation's texts as a tree: its nodes, how it is drawn, and how it stands in a file. */
@NullMarked
package dev.continuo.cli.prompt.tree;

import org.jspecify.annotations.NullMarked;
