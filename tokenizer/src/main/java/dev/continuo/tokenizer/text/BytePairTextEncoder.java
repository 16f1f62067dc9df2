package dev.continuo.tokenizer.text;

import dev.continuo.tokenizer.addedtokens.AddedTokenMatcher;
import dev.continuo.tokenizer.huggingface.LazyLibrary;
import dev.continuo.tokenizer.model.BytePairEncoder;
import dev.continuo.tokenizer.model.BytePairVocabulary;
import dev.continuo.tokenizer.model.IdList;
import dev.continuo.tokenizer.normalizer.Normalization;
import dev.continuo.tokenizer.pretokenizer.TextSplitter;
import dev.continuo.tokenizer.unicode.WellFormed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Encodes byte-level byte pairs in Java, on all cores where there is enough text. Text that Java
 * would normalize by another version of Unicode than the HuggingFace library is left to the
 * library.
 */
final class BytePairTextEncoder implements TextEncoder {

  /** The chars of one task, about. */
  private static final int TASK = 1 << 15;

  private final BytePairVocabulary vocabulary;
  private final AddedTokenMatcher addedTokens;
  private final AddedTokenMatcher normalizedTokens;
  private final Normalization normalization;
  private final LazyLibrary library;
  private final ConcurrentLinkedQueue<BytePairEncoder> idle = new ConcurrentLinkedQueue<>();

  BytePairTextEncoder(BytePairFile file, LazyLibrary library) {
    this.vocabulary = file.vocabulary();
    this.addedTokens = file.addedTokens();
    this.normalizedTokens = file.normalizedTokens();
    this.normalization = file.normalization();
    this.library = library;
  }

  @Override
  public int[] encode(String text) {
    return encodeAll(List.of(text)).getFirst();
  }

  @Override
  public List<int[]> encodeAll(List<String> texts) {
    List<Part> parts = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      addParts(texts.get(i), i, parts);
    }
    List<Integer> tasks = tasks(parts);
    @Nullable IdList[] ids = new @Nullable IdList[parts.size()];
    IntStream numbers = IntStream.range(0, tasks.size() - 1);
    (tasks.size() > 2 ? numbers.parallel() : numbers)
        .forEach(task -> encode(parts, tasks.get(task), tasks.get(task + 1), ids));
    return joined(texts.size(), parts, ids);
  }

  @Override
  public void close() {
    library.close();
  }

  /** A part of a text without added tokens, or an added token, whose id is not -1. */
  private record Part(int owner, String text, int addedId) {}

  private void addParts(String text, int owner, List<Part> parts) {
    addedTokens.split(
        WellFormed.of(text),
        new AddedTokenMatcher.Receiver() {
          @Override
          public void text(String part) {
            TextSplitter.pieces(part, true).forEach(piece -> parts.add(new Part(owner, piece, -1)));
          }

          @Override
          public void token(int id) {
            parts.add(new Part(owner, "", id));
          }
        });
  }

  /** Where tasks begin, and the end of the last. */
  private static List<Integer> tasks(List<Part> parts) {
    List<Integer> starts = new ArrayList<>();
    starts.add(0);
    int chars = 0;
    for (int i = 0; i < parts.size(); i++) {
      chars += parts.get(i).text().length();
      if (chars >= TASK && i + 1 < parts.size()) {
        starts.add(i + 1);
        chars = 0;
      }
    }
    starts.add(parts.size());
    return starts;
  }

  private void encode(List<Part> parts, int from, int to, @Nullable IdList[] ids) {
    BytePairEncoder known = idle.poll();
    BytePairEncoder encoder = known == null ? new BytePairEncoder(vocabulary) : known;
    for (int i = from; i < to; i++) {
      Part part = parts.get(i);
      IdList list = new IdList(part.text().length() / 3);
      if (part.addedId() >= 0) {
        list.add(part.addedId());
      } else {
        encode(part.text(), encoder, list);
      }
      ids[i] = list;
    }
    idle.add(encoder);
  }

  private void encode(String text, BytePairEncoder encoder, IdList target) {
    String normalized = normalization.apply(text);
    if (normalized == null) {
      target.add(library.get().encode(text));
    } else {
      normalizedTokens.split(
          normalized,
          new AddedTokenMatcher.Receiver() {
            @Override
            public void text(String part) {
              encoder.encode(part, target);
            }

            @Override
            public void token(int id) {
              target.add(id);
            }
          });
    }
  }

  private static List<int[]> joined(int texts, List<Part> parts, @Nullable IdList[] ids) {
    List<int[]> results = new ArrayList<>(texts);
    int part = 0;
    for (int owner = 0; owner < texts; owner++) {
      IdList all = new IdList();
      while (part < parts.size() && parts.get(part).owner() == owner) {
        IdList list = ids[part];
        if (list != null) {
          all.addAll(list);
        }
        ids[part++] = null;
      }
      results.add(all.toArray());
    }
    return results;
  }
}
