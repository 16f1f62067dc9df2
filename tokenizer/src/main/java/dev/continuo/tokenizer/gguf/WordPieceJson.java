package dev.continuo.tokenizer.gguf;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.tokenizer.json.TokenizerJson;

/**
 * BERT's WordPiece as a {@code tokenizer.json}: a word becomes the longest token that it begins
 * with, then the longest that the rest begins with. GGUF writes {@code ▁} before the tokens that
 * begin words, BERT {@code ##} before the others: {@code ▁un, able} are {@code un, ##able}.
 */
final class WordPieceJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String START = "▁";
  private static final String INSIDE = "##";
  private static final int MOST_WORD_CHARACTERS = 100;

  private WordPieceJson() {}

  static ObjectNode of(GgufVocabulary vocabulary) {
    ObjectNode root = TokenizerJson.create();
    ObjectNode model = root.putObject("model").put("type", "WordPiece");
    model.put("unk_token", GgufTokenizers.unknown(vocabulary).orElse("[UNK]"));
    model.put("continuing_subword_prefix", INSIDE);
    model.put("max_input_chars_per_word", MOST_WORD_CHARACTERS);
    ObjectNode vocab = model.putObject("vocab");
    boolean cased = false;
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      String written = vocabulary.tokens().get(id);
      int type = vocabulary.types().get(id);
      boolean special = type == GgufVocabulary.CONTROL || type == GgufVocabulary.UNKNOWN;
      boolean asItIs = special || type == GgufVocabulary.UNUSED;
      String token = asItIs ? written : token(written);
      GgufTokenizers.addOnce(vocab, token, id);
      cased |= !asItIs && !token.startsWith("[") && hasUpperCase(token);
      if (special || type == GgufVocabulary.USER_DEFINED) {
        TokenizerJson.addToken(root, id, token, special);
      }
    }
    root.set("normalizer", normalizer(vocabulary.roles().lowercases().orElse(!cased)));
    root.set("pre_tokenizer", NODES.objectNode().put("type", "BertPreTokenizer"));
    root.putObject("decoder").put("type", "WordPiece").put("prefix", INSIDE).put("cleanup", true);
    return root;
  }

  private static String token(String written) {
    return written.startsWith(START) ? written.substring(START.length()) : INSIDE + written;
  }

  private static ObjectNode normalizer(boolean lowercases) {
    ObjectNode normalizer = NODES.objectNode().put("type", "BertNormalizer");
    normalizer.put("clean_text", true).put("handle_chinese_chars", true);
    return normalizer.putNull("strip_accents").put("lowercase", lowercases);
  }

  private static boolean hasUpperCase(String token) {
    return token.codePoints().anyMatch(Character::isUpperCase);
  }
}
