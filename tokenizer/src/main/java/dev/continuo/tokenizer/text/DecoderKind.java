package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** How a file's tokens become text. */
enum DecoderKind {
  /** Tokens are written in {@link ByteAlphabet}. */
  BYTE_LEVEL,
  /** Tokens are text, joined as they are. */
  FUSE,
  /** The HuggingFace library decides, and a token's text depends on its neighbours alone. */
  LOCAL,
  /** The HuggingFace library decides. */
  OTHER;

  private static final Set<String> LOCAL_PARTS =
      Set.of("Replace", "ByteFallback", "Fuse", "Metaspace", "WordPiece");

  static DecoderKind of(JsonNode decoder) {
    return switch (decoder.path("type").asText()) {
      case "ByteLevel" -> BYTE_LEVEL;
      case "Fuse" -> FUSE;
      default -> isLocal(decoder) ? LOCAL : OTHER;
    };
  }

  private static boolean isLocal(JsonNode decoder) {
    String type = decoder.path("type").asText();
    if (type.equals("Sequence") && !decoder.path("decoders").isEmpty()) {
      boolean fused = false;
      for (JsonNode part : decoder.path("decoders")) {
        String name = part.path("type").asText();
        if (!isLocal(part) || (fused && !name.equals("Strip"))) {
          return false;
        }
        fused |= name.equals("Fuse");
      }
      return true;
    }
    boolean stripsStart = type.equals("Strip") && decoder.path("stop").asInt(1) == 0;
    return stripsStart || LOCAL_PARTS.contains(type);
  }
}
