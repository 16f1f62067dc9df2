package dev.continuo.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.generate.GenerationOptions;
import dev.continuo.model.text.TextModel;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the application finds among its resources is what its build trained. */
final class PoetTest {

  @Test
  void continuesWithTheModelOfItsOwnBuild() throws IOException {
    try (TextModel model = TextModel.open(Poet.model())) {
      String line = model.generate("春", GenerationOptions.sampled(8, 1)).text();
      assertThat(line).matches("(?s).*\\p{IsHan}.*");
    }
  }
}
