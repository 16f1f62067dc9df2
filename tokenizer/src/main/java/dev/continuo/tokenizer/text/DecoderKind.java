package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;

/** How a file's tokens become text. */
enum DecoderKind {
  /** Tokens are written in {@link ByteAlphabet}. */
  BYTE_LEVEL,
  /** Tokens are text, joined as they are. */
  FUSE,
  /** The HuggingFace library decides. */
  OTHER;

  static DecoderKind of(JsonNode decoder) {
    return switch (decoder.path("type").asText()) {
      case "ByteLevel" -> BYTE_LEVEL;
      case "Fuse" -> FUSE;
      default -> OTHER;
    };
  }
}
