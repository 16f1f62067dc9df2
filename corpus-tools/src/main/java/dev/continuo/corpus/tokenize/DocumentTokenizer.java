package dev.continuo.corpus.tokenize;

import dev.continuo.corpus.document.Document;
import dev.continuo.corpus.span.EndingMasker;
import dev.continuo.corpus.span.SpanRule;
import dev.continuo.tokenizer.postprocessor.BosTokens;
import dev.continuo.tokenizer.shard.Span;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.UnknownCharacters;
import dev.continuo.tokenizer.unicode.Utf8;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Encodes documents and maps their spans to token positions. One for each thread. */
public final class DocumentTokenizer {

  private final Tokenizer tokenizer;
  private final BosTokens bos;
  private final EndingMasker masker;
  private final UnknownCharacters unknown;

  public DocumentTokenizer(Tokenizer tokenizer, SpanRule spans, long seed) {
    this.tokenizer = tokenizer;
    bos = bos(tokenizer);
    masker = new EndingMasker(spans, seed);
    unknown = new UnknownCharacters(tokenizer);
  }

  public List<TokenizedDocument> tokenize(List<Document> documents, List<Boolean> validation) {
    List<int[]> ids = tokenizer.encodeAll(documents.stream().map(Document::text).toList());
    List<TokenizedDocument> result = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      result.add(tokenize(documents.get(i), validation.get(i), ids.get(i)));
    }
    return result;
  }

  private TokenizedDocument tokenize(Document document, boolean validation, int[] ids) {
    String text = document.text();
    UnknownCharacters.Found found = unknown.find(text, ids);
    List<Span> spans =
        TokenSpans.of(text, found.tokenBytes(), masker.mask(text, document.hash())).stream()
            .map(span -> span.movedBy(bos.length()))
            .toList();
    int[] whole = bos.before(ids);
    if (tokenizer.endOfText().isPresent()) {
      whole = Arrays.copyOf(whole, whole.length + 1);
      whole[whole.length - 1] = tokenizer.endOfText().getAsInt();
    }
    long bytes = Utf8.bytes(text, 0, text.length());
    int characters = text.codePointCount(0, text.length());
    return new TokenizedDocument(
        document.id(), validation, bytes, characters, found.characters(), whole, spans);
  }

  /** Where one token both begins and ends texts, the end of a document begins the next. */
  private static BosTokens bos(Tokenizer tokenizer) {
    BosTokens bos = tokenizer.bosTokens();
    int end = tokenizer.endOfText().orElse(-1);
    return bos.length() == 1 && bos.first() == end ? BosTokens.NONE : bos;
  }
}
