/**
 * The commands as text of other kinds than {@code --help}: Markdown, man pages, shell completion.
 */
@NullMarked
package dev.continuo.cli.reference;

import org.jspecify.annotations.NullMarked;
