package dev.continuo.corpus.output;

import dev.continuo.corpus.report.CorpusReport.Part;
import dev.continuo.corpus.tokenize.TokenizedDocument;
import dev.continuo.corpus.work.Progress;
import dev.continuo.corpus.work.Spool;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two shards of a corpus, and what is in them.
 *
 * @param training the shard to train on
 * @param validation the shard to validate on
 */
public record ShardFiles(Part training, Part validation) {

  private static final int BUFFER = 1 << 17;

  /**
   * Writes the shards.
   *
   * @param tokens files of {@link TokenizedDocument}s, each after a byte 1
   */
  public static ShardFiles write(
      List<Path> tokens, CorpusFolder folder, int vocabularySize, Progress progress)
      throws IOException {
    long all = Spool.bytes(tokens);
    long done = 0;
    try (CountedShard training = new CountedShard(folder.trainingShard(), vocabularySize);
        CountedShard validation = new CountedShard(folder.validationShard(), vocabularySize);
        DocumentNames.Writer names = new DocumentNames.Writer(folder.trainingNames())) {
      for (Path file : tokens) {
        try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
          while (in.read() > 0) {
            TokenizedDocument document = TokenizedDocument.read(in);
            if (document.validation()) {
              validation.add(document);
            } else {
              training.add(document);
              names.add(document.id());
            }
          }
        }
        done += Files.size(file);
        progress.at("writing", done, all);
      }
      names.finish();
      return new ShardFiles(training.finish(), validation.finish());
    }
  }
}
