package dev.continuo.cli.serve.wire;

import dev.continuo.model.generate.TokenDetail;
import org.jspecify.annotations.Nullable;

/**
 * A token of an answer.
 *
 * @param id the token
 * @param offset where it begins in the answer, in Unicode characters
 * @param detail what the model thinks of it, or null for the first of a text
 */
public record TokenNote(int id, int offset, @Nullable TokenDetail detail) {}
