/**
 * Everything about writing files: what an output path may be, and which files are Continuo's own.
 */
@NullMarked
package dev.continuo.tokenizer.files;

import org.jspecify.annotations.NullMarked;
