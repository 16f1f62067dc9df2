package dev.continuo.model.weights;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.GgufWriter.TensorInfo;
import dev.continuo.model.weights.WeightNames.Part;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes a model as a GGUF file that llama.cpp runs. */
public final class GgufExport {

  private static final int QUANTIZATION_VERSION = 2;

  private final ModelSource source;
  private final ModelConfig config;
  private final TensorTypes types;
  private final Map<String, FilePlace> places;
  private final Map<String, List<TensorSpec>> parts = new LinkedHashMap<>();
  private final Map<String, Part> rotaryParts = new HashMap<>();

  private GgufExport(ModelSource source, ExportType type) {
    this.source = source;
    this.config = source.config();
    places = GgufNames.of(config);
    for (TensorSpec spec : WeightNames.of(config)) {
      FilePlace place = places.get(spec.name());
      if (place == null) {
        throw new ModelException(spec.name() + ": GGUF has no name for this weight");
      }
      parts.computeIfAbsent(place.name(), name -> new ArrayList<>()).add(spec);
    }
    if (!GgufParts.sharesEmbedding(config.architecture()) && config.tiedEmbeddings()) {
      parts.put(GgufNames.OUTPUT, List.of(WeightNames.of(config).getFirst()));
    }
    types = new TensorTypes(type, config.layerCount(), parts.containsKey(GgufNames.OUTPUT));
    for (int layer = 0; layer < config.layerCount(); layer++) {
      for (Part part : Part.values()) {
        if (RotaryRows.apply(config, part)) {
          rotaryParts.put(part.in(layer), part);
          rotaryParts.put(part.biasIn(layer), part);
        }
      }
    }
  }

  /**
   * Writes a model.
   *
   * @param name what to call it in the file
   * @param type of its matrices; vectors and learned positions stay F32
   * @param more adds keys: those of the model's tokenizer, who made it
   */
  public static void write(
      ModelSource source, String name, ExportType type, Consumer<GgufWriter> more, Path file) {
    GgufExport export = new GgufExport(source, type);
    GgufWriter writer = new GgufWriter();
    writer.text(GgufModel.ARCHITECTURE, source.config().architecture().ggufName());
    writer.text("general.type", "model").text("general.name", name);
    writer.integer("general.file_type", type.number());
    writer.integer("general.quantization_version", QUANTIZATION_VERSION);
    export.describe(writer);
    more.accept(writer);
    writer.write(file, export.tensorInfos(), info -> export.tensor(info, Arena.ofAuto()).data());
  }

  private void describe(GgufWriter writer) {
    String prefix = config.architecture().ggufName() + ".";
    writer.integer(prefix + "block_count", config.layerCount());
    writer.integer(prefix + "context_length", GgufParts.contextLength(config));
    writer.integer(prefix + "embedding_length", config.channels());
    writer.integer(prefix + "feed_forward_length", config.feedForwardChannels());
    writer.integer(prefix + "attention.head_count", config.headCount());
    writer.integer(prefix + "attention.head_count_kv", config.keyValueHeadCount());
    writer.number(prefix + GgufModel.epsilonKey(config.parts()), (float) config.normEpsilon());
    writer.integer(prefix + "vocab_size", config.vocabularySize());
    GgufParts.write(config, writer);
  }

  private List<TensorInfo> tensorInfos() {
    List<TensorInfo> infos = new ArrayList<>();
    List<Float> divisors = GgufParts.divisors(config);
    if (!divisors.isEmpty()) {
      TensorSpec spec = new TensorSpec(GgufNames.ROTARY_FACTORS, divisors.size());
      infos.add(new TensorInfo(spec, DataType.F32));
    }
    parts.entrySet().stream()
        .map(
            entry -> {
              List<TensorSpec> specs = entry.getValue();
              TensorSpec first = specs.getFirst();
              FilePlace place = places.getOrDefault(first.name(), FilePlace.whole(entry.getKey()));
              TensorSpec spec = place.upright(first).named(entry.getKey());
              return new TensorInfo(spec, typeOf(first, entry.getKey()));
            })
        .forEach(infos::add);
    return infos;
  }

  private DataType typeOf(TensorSpec spec, String name) {
    if (spec.shape().size() == 1 || spec.name().equals(WeightNames.POSITIONS)) {
      return DataType.F32;
    }
    return types.of(name, spec.shape().getLast());
  }

  private Tensor tensor(TensorInfo info, Arena arena) {
    String name = info.spec().name();
    if (name.equals(GgufNames.ROTARY_FACTORS)) {
      return divisors(info, arena);
    }
    List<TensorSpec> specs = parts.getOrDefault(name, List.of());
    List<Tensor> converted = new ArrayList<>();
    for (TensorSpec spec : specs) {
      Tensor tensor = converted(spec, info.type());
      converted.add(
          rotaryParts.containsKey(spec.name())
              ? RotaryRows.toNeighbours(tensor, config.headSize(), arena)
              : tensor);
    }
    return converted.size() == 1
        ? converted.getFirst().named(name)
        : Tensor.stacked(name, converted, arena);
  }

  private Tensor converted(TensorSpec spec, DataType type) {
    Tensor tensor = source.weights().tensor(spec);
    try {
      return TensorConversion.to(tensor, type);
    } catch (ModelException e) {
      throw new ModelException(source.weights().name() + ": " + e.getMessage(), e);
    }
  }

  private Tensor divisors(TensorInfo info, Arena arena) {
    List<Float> divisors = GgufParts.divisors(config);
    MemorySegment floats = arena.allocate((long) divisors.size() * Float.BYTES, Float.BYTES);
    for (int i = 0; i < divisors.size(); i++) {
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, divisors.get(i));
    }
    return new Tensor(info.spec(), DataType.F32, floats);
  }
}
