/**
 * Writing files: which may be overwritten, how a file or folder appears whole or not at all,
 * scratch folders that are deleted again, locks, and memory-mapped files.
 */
@NullMarked
package dev.continuo.tokenizer.files;

import org.jspecify.annotations.NullMarked;
