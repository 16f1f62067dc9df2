package dev.continuo.trainer.run;

import dev.continuo.corpus.output.CorpusFolder;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.trainer.config.TrainingException;
import java.io.IOException;
import java.nio.file.Path;

/** A corpus that several runs train on, made of text once, as a run would make its own. */
public final class SharedCorpus {

  private static final String CORPUS = "corpus";
  private static final String TEXT = "text.json";

  private SharedCorpus() {}

  /**
   * The corpus folder of a request, or one made of its text in a folder, where it stays. A
   * preparation that was killed goes on.
   *
   * @param folder exists
   * @throws TrainingException where the folder holds the corpus of another text
   */
  public static CorpusFolder prepare(TrainRequest request, Path folder, RunListener listener) {
    request.check();
    Path corpus = folder.resolve(CORPUS);
    Path text = folder.resolve(TEXT);
    Path first = request.corpus().inputs().getFirst();
    try {
      if (CorpusFolder.isCorpus(corpus)) {
        requireSame(request, text);
        return new CorpusFolder(corpus);
      }
      if (!CorpusFolder.isCorpus(first)) {
        TrainingInputs.of(request).write(text); // first, so that a corpus always has its text
      }
      return new RunCorpus(request, listener).prepare(corpus, folder.resolve(Tokenizers.FILE_NAME));
    } catch (IOException e) {
      throw new TrainingException(folder + ": cannot be written: " + e, e);
    }
  }

  private static void requireSame(TrainRequest request, Path text) {
    TrainingInputs had = TrainingInputs.read(text);
    TrainingInputs asked = TrainingInputs.of(request);
    if (had == null || !had.equals(asked)) {
      throw new TrainingException(
          "%s: was made of another text or with other settings of it (%s; asked for: %s); choose"
              + " another folder",
          text,
          had == null ? "not recorded" : TrainingInputs.described(had.inputs()),
          TrainingInputs.described(asked.inputs()));
    }
  }
}
