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

  private static final Map<ExportType, String> TYPES =
      Map.of(ExportType.F32, "float32", ExportType.F16, "float16");

  private HuggingFaceExport() {}

  /**
   * Writes {@code config.json}, {@code generation_config.json} and {@code model.safetensors}.
   *
   * @param beginOfText the token that texts begin with, or -1 where none is put in front of them
   * @param type F32 or F16, the type of all weights
   * @param folder a folder that is there
   */
  public static void write(ModelSource source, int beginOfText, ExportType type, Path folder) {
    String typeName = TYPES.get(type);
    if (typeName == null) {
      throw new ModelException(
          "expected f32 or f16 for a HuggingFace folder, found " + type + "; GGUF has it");
    }
    ModelConfig config = source.config();
    writeWeights(config, source.weights(), type.base(), folder.resolve(WeightFiles.NAME));
    ConfigFile.write(config, beginOfText, typeName, folder.resolve(ConfigFile.NAME));
    ConfigFile.writeGeneration(
        config, beginOfText, source.endsOfText(), folder.resolve(ConfigFile.GENERATION_NAME));
  }

  /**
   * Writes weights under the names and in the shapes of the files of their architecture.
   *
   * @param type F32 or F16, the type of all weights
   */
  public static void writeWeights(
      ModelConfig config, WeightSource weights, DataType type, Path file) {
    Map<String, FilePlace> places = FilePlaces.of(config);
    Map<TensorSpec, List<TensorSpec>> stored = new LinkedHashMap<>();
    for (TensorSpec weight : WeightNames.of(config)) {
      TensorSpec spec = place(places, weight).spec(weight);
      stored.computeIfAbsent(spec, key -> new ArrayList<>()).add(weight);
    }
    SafetensorsWriter.write(
        file,
        SafetensorsWriter.TRANSFORMERS_METADATA,
        type,
        List.copyOf(stored.keySet()),
        (spec, to) -> {
          List<TensorSpec> parts = stored.getOrDefault(spec, List.of());
          TensorSpec first = parts.getFirst();
          if (!place(places, first).isWhole()) {
            join(weights, parts, places, type, to);
          } else if (type == DataType.F32) {
            weights.floats(first, to);
          } else {
            to.accept(TensorConversion.to(weights.tensor(first), type).data());
          }
        });
  }

  private static FilePlace place(Map<String, FilePlace> places, TensorSpec weight) {
    return places.getOrDefault(weight.name(), FilePlace.whole(weight.name()));
  }

  /** The tensor of a file with the weights that it holds. */
  private static void join(
      WeightSource source,
      List<TensorSpec> weights,
      Map<String, FilePlace> places,
      DataType type,
      Consumer<MemorySegment> to) {
    FilePlace any = place(places, weights.getFirst());
    TensorSpec upright = any.upright(weights.getFirst());
    long rowBytes = upright.elementCount() / upright.dimensions()[0] * Float.BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = arena.allocate(upright.elementCount() * Float.BYTES, Float.BYTES);
      for (TensorSpec weight : weights) {
        FilePlace place = place(places, weight);
        MemorySegment own = arena.allocate(weight.elementCount() * Float.BYTES, Float.BYTES);
        long[] at = new long[1];
        source.floats(
            weight,
            piece -> {
              MemorySegment.copy(piece, 0, own, at[0], piece.byteSize());
              at[0] += piece.byteSize();
            });
        if (place.lessOne()) {
          FilePlace.add(own, -1);
        }
        place.each(
            weight.dimensions()[0],
            (from, row, count) ->
                MemorySegment.copy(own, from * rowBytes, floats, row * rowBytes, count * rowBytes));
      }
      Tensor whole = new Tensor(upright, DataType.F32, floats);
      Tensor found =
          any.columns() ? whole.columns(upright.name(), 0, upright.dimensions()[1], arena) : whole;
      to.accept(TensorConversion.to(found, type).data());
    }
  }
}
