/**
 * The HuggingFace library, reached through DJL: it encodes and decodes what is not known here, and
 * is the reference in tests. An application adds it only if its vocabularies need it.
 */
@NullMarked
package dev.continuo.tokenizer.huggingface;

import org.jspecify.annotations.NullMarked;
