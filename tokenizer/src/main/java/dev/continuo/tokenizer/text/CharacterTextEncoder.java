package dev.continuo.tokenizer.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Encodes characters in Java: a table for those of one char, a map for the others. */
final class CharacterTextEncoder implements TextEncoder {

  private final int[] ofChars;
  private final Map<Integer, Integer> ids;
  private final int unknown;

  CharacterTextEncoder(CharacterFile file) {
    ids = file.ids();
    unknown = file.unknown();
    int last = ids.keySet().stream().filter(Character::isBmpCodePoint).reduce(-1, Math::max);
    ofChars = new int[last + 1];
    Arrays.fill(ofChars, unknown);
    ids.forEach(
        (character, id) -> {
          if (character <= last) {
            ofChars[character] = id;
          }
        });
  }

  @Override
  public int[] encode(String text) {
    String valid = WellFormed.of(text);
    int[] encoded = new int[valid.length()];
    int count = 0;
    for (int i = 0; i < valid.length(); i++) {
      char first = valid.charAt(i);
      if (Character.isHighSurrogate(first)) {
        encoded[count++] = ids.getOrDefault(valid.codePointAt(i), unknown);
        i++;
      } else {
        encoded[count++] = first < ofChars.length ? ofChars[first] : unknown;
      }
    }
    return Arrays.copyOf(encoded, count);
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    return texts.stream().map(this::encode).toList();
  }

  @Override
  public void close() {}
}
