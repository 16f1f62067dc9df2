package dev.continuo.model.weights;

import dev.continuo.model.config.ConfigFile;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes a model's configuration and weights as transformers reads them. */
public final class HuggingFaceExport {

  private static final Map<DataType, String> TYPES =
      Map.of(DataType.F32, "float32", DataType.F16, "float16");

  private HuggingFaceExport() {}

  /**
   * Writes {@code config.json}, {@code generation_config.json} and {@code model.safetensors}.
   *
   * @param beginOfText the token that texts begin with, or -1 where none is put in front of them
   * @param type F32 or F16, the type of all weights
   * @param folder a folder that is there
   */
  public static void write(ModelSource source, int beginOfText, DataType type, Path folder) {
    String typeName = TYPES.get(type);
    if (typeName == null) {
      throw new ModelException(
          "expected f32 or f16 for a HuggingFace folder, found " + type + "; GGUF has it");
    }
    ModelConfig config = source.config();
    writeWeights(config, source.weights(), type, folder.resolve(WeightFiles.NAME));
    ConfigFile.write(config, beginOfText, typeName, folder.resolve(ConfigFile.NAME));
    ConfigFile.writeGeneration(config, beginOfText, folder.resolve(ConfigFile.GENERATION_NAME));
  }

  /**
   * Writes weights under the names and in the shapes of the files of their architecture.
   *
   * @param type F32 or F16, the type of all weights
   */
  public static void writeWeights(
      ModelConfig config, WeightSource weights, DataType type, Path file) {
    Map<TensorSpec, List<TensorSpec>> stored =
        switch (config.architecture()) {
          case QWEN3, LLAMA -> asTheyAre(config);
          case GPT2 -> joined(config);
        };
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.TRANSFORMERS_METADATA,
        type,
        List.copyOf(stored.keySet()),
        (spec, to) -> {
          List<TensorSpec> parts = stored.getOrDefault(spec, List.of());
          boolean turned = isTurned(config, parts.getFirst());
          if (parts.size() > 1 || turned) {
            join(weights, spec, parts, turned, type, to);
          } else if (type == DataType.F32) {
            weights.floats(parts.getFirst(), to);
          } else {
            to.accept(TensorConversion.to(weights.tensor(parts.getFirst()), type).data());
          }
        });
  }

  private static Map<TensorSpec, List<TensorSpec>> asTheyAre(ModelConfig config) {
    Map<TensorSpec, List<TensorSpec>> stored = new LinkedHashMap<>();
    WeightNames.of(config).forEach(spec -> stored.put(spec, List.of(spec)));
    return stored;
  }

  /** The tensors of a GPT-2 folder, each with the weights that it is made of. */
  private static Map<TensorSpec, List<TensorSpec>> joined(ModelConfig config) {
    Map<String, Gpt2TensorMapping> places = Gpt2TensorMapping.all(config);
    Map<TensorSpec, List<TensorSpec>> stored = new LinkedHashMap<>();
    for (TensorSpec weight : WeightNames.of(config)) {
      Gpt2TensorMapping place = places.get(weight.name());
      TensorSpec spec =
          place == null
              ? weight
              : place.spec(weight).named(Gpt2TensorMapping.PREFIX + place.name());
      stored.computeIfAbsent(spec, key -> new ArrayList<>()).add(weight);
    }
    return stored;
  }

  /** One below the other, then with columns for rows where the file has them so. */
  private static void join(
      WeightSource source,
      TensorSpec stored,
      List<TensorSpec> weights,
      boolean turned,
      DataType type,
      Consumer<MemorySegment> to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = arena.allocate(stored.elementCount() * Float.BYTES, Float.BYTES);
      long[] at = new long[1];
      for (TensorSpec weight : weights) {
        source.floats(
            weight,
            piece -> {
              MemorySegment.copy(piece, 0, floats, at[0], piece.byteSize());
              at[0] += piece.byteSize();
            });
      }
      TensorSpec joined = weights.getFirst().named(stored.name()).times(weights.size());
      Tensor whole = new Tensor(joined, DataType.F32, floats);
      Tensor found =
          turned ? whole.columns(stored.name(), 0, joined.dimensions()[1], arena) : whole;
      to.accept(TensorConversion.to(found, type).data());
    }
  }

  private static boolean isTurned(ModelConfig config, TensorSpec weight) {
    Gpt2TensorMapping place =
        config.architecture().rotary() ? null : Gpt2TensorMapping.all(config).get(weight.name());
    return place != null && place.columns();
  }
}
