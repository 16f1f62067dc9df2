package dev.continuo.tokenizer.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.addedtokens.TokenIds;
import dev.continuo.tokenizer.decoder.DecoderKind;
import dev.continuo.tokenizer.json.JsonKeys;
import dev.continuo.tokenizer.json.TokenizerJson;
import dev.continuo.tokenizer.model.CharacterEncoder;
import dev.continuo.tokenizer.pretokenizer.PreTokenizerJson;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.List;
import java.util.Optional;

/** Encodes characters in Java. */
record CharacterTextEncoder(CharacterEncoder characters) implements TextEncoder {

  /** The encoder of a {@code tokenizer.json}, or empty where that has a part that is not known. */
  static Optional<CharacterTextEncoder> of(ObjectNode root, TokenIds tokens) {
    boolean known =
        TokenizerJson.hasKnownKeys(root)
            && JsonKeys.isAbsent(root.path("normalizer"))
            && PreTokenizerJson.isOfCharacters(root.path("pre_tokenizer"))
            && DecoderKind.of(root.path("decoder")) == DecoderKind.FUSE
            && tokens.added().isEmpty()
            && tokens.specials().keySet().stream().noneMatch(CharacterEncoder::isCharacter);
    return known
        ? CharacterEncoder.read(root.path("model"), tokens.model()).map(CharacterTextEncoder::new)
        : Optional.empty();
  }

  @Override
  public int[] encode(String text) {
    return characters.encode(WellFormed.of(text));
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  @Override
  public void close() {}
}
