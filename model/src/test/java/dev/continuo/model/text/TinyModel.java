package dev.continuo.model.text;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.SafetensorsWriter;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightFiles;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.tokenizer.text.Tokenizer;
import dev.continuo.tokenizer.text.Tokenizers;
import dev.continuo.tokenizer.train.ByteVocabulary;
import dev.continuo.tokenizer.train.CharacterTrainer;
import dev.continuo.tokenizer.train.TrainingProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Folders of a tiny untrained model, with one vocabulary or another. */
final class TinyModel {

  static final int CONTEXT = 64;

  /**
   * Words with their space in front, which a text gets at its start, as in Llama 2's vocabulary.
   */
  private static final String SENTENCE_PIECE =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [{"id": 0, "content": "</s>", "single_word": false, "lstrip": false,
         "rstrip": false, "normalized": false, "special": true}],
       "normalizer": {"type": "Sequence", "normalizers": [
         {"type": "Prepend", "prepend": "▁"},
         {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
       "pre_tokenizer": null, "post_processor": null,
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
         {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
       "model": {"type": "BPE", "dropout": null, "unk_token": "</s>",
         "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": true,
         "byte_fallback": true, "vocab": {"</s>": 0, "▁": 1, "a": 2, "b": 3, "▁a": 4, "▁b": 5,
           "<0xE6>": 6, "<0xB1>": 7, "<0x89>": 8}, "merges": ["▁ a", "▁ b"]}}
      """;

  private TinyModel() {}

  static Path ofBytes(Path folder) {
    ByteVocabulary.create().write(folder.resolve(Tokenizers.FILE_NAME));
    return write(folder);
  }

  static Path ofCharacters(Path folder) {
    CharacterTrainer.train(List.of("春望 杜甫 国破山河在\n").iterator(), TrainingProgress.NONE)
        .write(folder.resolve(Tokenizers.FILE_NAME));
    return write(folder);
  }

  static Path ofWords(Path folder) {
    try {
      Files.writeString(folder.resolve(Tokenizers.FILE_NAME), SENTENCE_PIECE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return write(folder);
  }

  private static Path write(Path folder) {
    int size;
    try (Tokenizer tokenizer = Tokenizers.open(folder.resolve(Tokenizers.FILE_NAME))) {
      size = tokenizer.vocabularySize();
    }
    ModelConfig config = ModelConfig.ofDepth(1, size, CONTEXT, -1);
    ConfigFile.write(config, folder.resolve(ConfigFile.NAME));
    writeWeights(config, folder, 1);
    return folder;
  }

  static void writeWeights(ModelConfig config, Path folder, long seed) {
    Random random = new Random(seed);
    SafetensorsWriter.write(
        folder.resolve(WeightFiles.NAME),
        SafetensorsWriter.TRANSFORMERS_METADATA,
        WeightNames.of(config),
        spec -> weights(spec, random));
  }

  private static MemorySegment weights(TensorSpec spec, Random random) {
    float[] floats = new float[(int) spec.elementCount()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = spec.shape().size() == 1 ? 1 : (float) random.nextGaussian() * 0.2f;
    }
    return MemorySegment.ofArray(floats);
  }
}
