package dev.continuo.cli.serve.wire;

import java.util.Optional;

/**
 * A prompt.
 *
 * @param text as it was given, or nothing where tokens were given
 * @param warning what is worth knowing about it
 * @param ids its tokens; none for the beginning of a document
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Prompt(Optional<String> text, Optional<String> warning, int[] ids) {}
