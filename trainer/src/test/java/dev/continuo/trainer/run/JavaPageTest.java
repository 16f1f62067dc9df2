package dev.continuo.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java on the page for applications compiles. */
class JavaPageTest {

  @TempDir Path folder;

  @Test
  void allOfItCompiles() throws IOException {
    List<String> blocks = PageJava.blocks(Files.readString(Path.of("../docs/java.md")));
    assertThat(blocks).hasSize(4);
    String program =
        """
        import dev.continuo.corpus.tokenize.TokenizerTraining;
        import dev.continuo.model.generate.GenerationOptions;
        import dev.continuo.model.text.TextModel;
        import dev.continuo.tokenizer.train.BytePairOptions;
        import dev.continuo.trainer.eval.Score;
        import dev.continuo.trainer.run.TextEvaluation;
        import dev.continuo.trainer.run.Training;
        import java.nio.file.Path;
        import java.util.List;

        final class Application {
          static void generate() { %s }
          static void sample(TextModel model) { %s }
          static void train() { %s }
          static void learnAndScore() { %s }
        }
        """
            .formatted(blocks.toArray());
    PageJava.compile(program, "Application", folder);
  }
}
