package dev.continuo.tokenizer.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.continuo.tokenizer.json.TokenizerException;
import dev.continuo.tokenizer.pretokenizer.ByteAlphabet;
import java.util.Set;

/** Which decoder a {@code tokenizer.json} asks for. */
public enum DecoderKind {
  /** Tokens are written in {@link ByteAlphabet}. */
  BYTE_LEVEL,
  /** Tokens are text, joined as they are. */
  FUSE,
  /** The HuggingFace library decides, and a token's text depends on its neighbours alone. */
  LOCAL,
  /** The HuggingFace library decides. */
  OTHER;

  private static final Set<String> LOCAL_PARTS =
      Set.of("Replace", "ByteFallback", "Fuse", "Metaspace", "WordPiece", "BPEDecoder", "Strip");

  /**
   * The one that a file asks for.
   *
   * @throws TokenizerException if the library cannot be trusted with it
   */
  public static DecoderKind of(JsonNode decoder) {
    checkStrips(decoder);
    return switch (type(decoder)) {
      case "ByteLevel" -> BYTE_LEVEL;
      case "Fuse" -> FUSE;
      case "Sequence" -> isLocalSequence(decoder.path("decoders")) ? LOCAL : OTHER;
      default -> decoder.isEmpty() || LOCAL_PARTS.contains(type(decoder)) ? LOCAL : OTHER;
    };
  }

  /** Stripping the end of a text that is too short aborts the library, and Java with it. */
  private static void checkStrips(JsonNode decoder) {
    for (JsonNode strip : decoder.findParents("stop")) {
      if (strip.path("stop").asInt(1) != 0) {
        throw new TokenizerException(
            "expected 0 as 'stop' of a decoder of type Strip, found " + strip.path("stop"));
      }
    }
  }

  /** After all tokens have been fused, only what changes the start of the text stays local. */
  private static boolean isLocalSequence(JsonNode parts) {
    boolean fused = false;
    for (JsonNode part : parts) {
      String type = type(part);
      if (!LOCAL_PARTS.contains(type) || (fused && !type.equals("Strip"))) {
        return false;
      }
      fused |= type.equals("Fuse");
    }
    return !parts.isEmpty();
  }

  private static String type(JsonNode part) {
    return part.path("type").asText();
  }
}
