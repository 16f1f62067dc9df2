package dev.continuo.tokenizer.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ShardRoundTripTest {

  record Written(List<Integer> tokens, List<Span> spans, long bytes) {}

  record Contents(int vocabularySize, List<Written> documents) {}

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("contents") Contents contents) throws IOException {
    Path folder = Files.createTempDirectory("shard");
    Path file = folder.resolve("a.shard");
    try (ShardWriter writer = ShardWriter.create(file, contents.vocabularySize())) {
      for (Written document : contents.documents()) {
        int[] tokens = document.tokens().stream().mapToInt(Integer::intValue).toArray();
        writer.add(tokens, document.spans(), document.bytes());
      }
      writer.finish();
    }
    try (Shard shard = Shard.open(file)) {
      assertSame(shard, contents);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    Files.delete(file);
    Files.delete(folder);
  }

  private static void assertSame(Shard shard, Contents contents) {
    List<Integer> tokens = new ArrayList<>();
    List<Long> starts = new ArrayList<>();
    List<Span> spans = new ArrayList<>();
    long bytes = 0;
    for (Written document : contents.documents()) {
      long start = tokens.size();
      starts.add(start);
      for (Span span : document.spans()) {
        spans.add(new Span(start + span.start(), start + span.cut(), start + span.end()));
      }
      tokens.addAll(document.tokens());
      bytes += document.bytes();
    }
    assertThat(shard.vocabularySize()).isEqualTo(contents.vocabularySize());
    assertThat(shard.byteCount()).isEqualTo(bytes);
    assertThat(shard.tokenCount()).isEqualTo(tokens.size());
    int[] copied = new int[tokens.size() + 2];
    shard.copy(0, copied, 1, tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      assertThat(shard.token(i)).isEqualTo(tokens.get(i)).isEqualTo(copied[i + 1]);
    }
    assertThat(shard.documentCount()).isEqualTo(starts.size());
    for (int i = 0; i < starts.size(); i++) {
      assertThat(shard.documentStart(i)).isEqualTo(starts.get(i));
    }
    assertThat(shard.spanCount()).isEqualTo(spans.size());
    for (int i = 0; i < spans.size(); i++) {
      assertThat(shard.span(i)).isEqualTo(spans.get(i));
    }
  }

  @Provide
  Arbitrary<Contents> contents() {
    return Arbitraries.of(1, 300, 65_536, 65_537, 200_000, Integer.MAX_VALUE)
        .flatMap(size -> documents(size).map(documents -> new Contents(size, documents)));
  }

  private static Arbitrary<List<Written>> documents(int vocabularySize) {
    Arbitrary<Integer> tokens = Arbitraries.integers().between(0, vocabularySize - 1);
    return tokens
        .list()
        .ofMaxSize(40)
        .flatMap(
            document ->
                Combinators.combine(
                        spans(document.size()), Arbitraries.longs().between(0, 1L << 40))
                    .as((spans, bytes) -> new Written(document, spans, bytes)))
        .list()
        .ofMaxSize(8);
  }

  private static Arbitrary<List<Span>> spans(int length) {
    if (length < 2) {
      return Arbitraries.just(List.of());
    }
    return Arbitraries.integers()
        .between(0, length)
        .set()
        .ofSize(3)
        .map(positions -> positions.stream().sorted().toList())
        .map(p -> new Span(p.get(0), p.get(1), p.get(2)))
        .list()
        .ofMaxSize(5);
  }
}
