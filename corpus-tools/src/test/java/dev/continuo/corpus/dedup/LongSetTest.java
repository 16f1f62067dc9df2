package dev.continuo.corpus.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LongSetTest {

  @Property(tries = 50)
  void addsLikeASetOfTheLibrary(
      @ForAll @Size(max = 5_000) List<@LongRange(min = -2_000, max = 2_000) Long> hashes) {
    LongSet set = new LongSet();
    Set<Long> reference = new HashSet<>();
    for (Long hash : hashes) {
      assertThat(set.add(hash)).isEqualTo(reference.add(hash));
    }
  }
}
