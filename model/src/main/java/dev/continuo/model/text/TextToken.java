package dev.continuo.model.text;

import dev.continuo.model.generate.TokenDetail;
import org.jspecify.annotations.Nullable;

/**
 * A token of a text.
 *
 * @param id the token
 * @param start where its text begins, in code points
 * @param detail its log-probability and the likeliest others, or null where it was not sampled: for
 *     the first of a text, and for those of a tool's answer
 */
public record TextToken(int id, int start, @Nullable TokenDetail detail) {}
