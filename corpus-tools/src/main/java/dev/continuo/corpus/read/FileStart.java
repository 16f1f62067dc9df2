package dev.continuo.corpus.read;

import java.util.Optional;

/**
 * The beginning of a file, by which a {@link Format} is recognized.
 *
 * @param onDisk its first bytes, some thousand, each as the character of its value (ISO 8859-1)
 * @param content the first bytes of what it holds uncompressed, likewise
 * @param named the format that the extension of its name stands for
 */
public record FileStart(String onDisk, String content, Optional<String> named) {}
