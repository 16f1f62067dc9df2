package dev.continuo.model.text;

import dev.continuo.model.generate.TokenDetail;
import org.jspecify.annotations.Nullable;

/**
 * A token of a text.
 *
 * @param id the token
 * @param start where its text begins, in Unicode characters
 * @param detail what the model thinks of it, or null for the first of a text
 */
public record TextToken(int id, int start, @Nullable TokenDetail detail) {}
