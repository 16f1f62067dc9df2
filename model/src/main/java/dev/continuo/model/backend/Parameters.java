package dev.continuo.model.backend;

import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.model.weights.WeightNames;
import dev.continuo.model.weights.WeightNames.Part;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a net on a device and their gradients: one buffer of each, in which the weights
 * follow one another in the order of {@link WeightNames#of}.
 */
public final class Parameters {

  /** Weights begin at multiples of so many elements, but for those that follow as one matrix. */
  private static final int ALIGNMENT = 64;

  private final Backend backend;
  private final int tableRows;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Buffer weights;
  private final Buffer rounded;
  private final Buffer gradients;

  Parameters(Backend backend, ModelConfig config) {
    this.backend = backend;
    tableRows = tableRows(backend, config.vocabularySize());
    Map<TensorSpec, Long> places = places(config);
    long elements =
        places.entrySet().stream()
            .mapToLong(place -> align(place.getValue() + extent(place.getKey())))
            .max()
            .orElseThrow();
    weights = backend.allocate("weights", ElementType.FLOAT32, elements);
    gradients = backend.allocate("gradients", ElementType.FLOAT32, elements);
    rounded =
        backend.factors() == ElementType.FLOAT32
            ? weights
            : backend.allocate("rounded weights", backend.factors(), elements);
    places.forEach(
        (spec, first) ->
            parameters.put(
                spec.name(),
                parameter(spec.name(), spec.dimensions(), first, spec.elementCount())));
  }

  /**
   * The rows of the vocabulary's tables, with rows of zeros behind those of the ids: tensor cores
   * load eight numbers of bfloat16 at once, so that products of 50,257 rows or columns are far
   * slower than those of 50,304.
   */
  private static int tableRows(Backend backend, int vocabulary) {
    return backend.factors() == ElementType.BFLOAT16
        ? Math.toIntExact(align(vocabulary))
        : vocabulary;
  }

  private static boolean isTable(String name) {
    return name.equals(WeightNames.EMBEDDING) || name.equals(WeightNames.OUTPUT);
  }

  private long extent(TensorSpec spec) {
    return isTable(spec.name())
        ? spec.elementCount() / spec.dimensions()[0] * tableRows
        : spec.elementCount();
  }

  /** Where each begins: the biases are behind the rest, so that those of one matrix follow too. */
  private Map<TensorSpec, Long> places(ModelConfig config) {
    Map<TensorSpec, Long> places = new LinkedHashMap<>();
    List<TensorSpec> specs = WeightNames.of(config);
    specs.forEach(spec -> places.put(spec, 0L));
    long end = 0;
    for (boolean biases : new boolean[] {false, true}) {
      for (TensorSpec spec : specs) {
        if (spec.name().endsWith(".bias") == biases) {
          long first = follows(spec.name(), config) ? end : align(end);
          places.put(spec, first);
          end = Math.addExact(first, extent(spec));
        }
      }
    }
    return places;
  }

  /** Whether a weight and the one before it are one matrix, or one bias. */
  private static boolean follows(String name, ModelConfig config) {
    List<Part> followers =
        config.parts().gated()
            ? List.of(Part.KEY, Part.VALUE, Part.UP)
            : List.of(Part.KEY, Part.VALUE);
    return name.startsWith("model.layers.")
        && followers.stream()
            .anyMatch(
                part -> name.endsWith(suffix(part.in(0))) || name.endsWith(suffix(part.biasIn(0))));
  }

  private static String suffix(String name) {
    return name.substring(name.indexOf('0') + 1);
  }

  private static long align(long elements) {
    return Math.ceilDiv(elements, ALIGNMENT) * ALIGNMENT;
  }

  /** All by name, in order. */
  public Map<String, Parameter> all() {
    return Collections.unmodifiableMap(parameters);
  }

  /** The weights as arrays; {@link #refresh} makes products see what is filled in. */
  public NamedArrays arrays() {
    Map<TensorSpec, Buffer> arrays = new LinkedHashMap<>();
    parameters.values().forEach(p -> arrays.put(new TensorSpec(p.name(), p.shape()), p.weight()));
    return new BackendArrays(backend, arrays);
  }

  /** One by its HuggingFace name. */
  public Parameter get(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return parameter;
  }

  /** All weights, float32. */
  public Buffer weights() {
    return weights;
  }

  /** All weights as products read them; {@link #weights} themselves where that is float32. */
  public Buffer rounded() {
    return rounded;
  }

  /** All gradients, float32. */
  public Buffer gradients() {
    return gradients;
  }

  /** Puts values in the place of a weight; {@link #refresh} makes products see them. */
  public void write(String name, float[] values) {
    arrays().fill(name, values);
  }

  /** Rounds all weights anew. */
  public void refresh() {
    if (!rounded.equals(weights)) {
      backend.round(weights, rounded);
    }
  }

  /** The elements of a float32 buffer. */
  public float[] read(Buffer buffer) {
    return BackendArrays.values(backend, buffer);
  }

  /** Weights that follow one another, with the same inputs, as one matrix. */
  ParameterMatrix stacked(int inputs, List<String> names) {
    Parameter all = following(names);
    int outputs = Math.toIntExact(all.elements() / inputs);
    return new ParameterMatrix(
        Matrix.of(all.rounded(), outputs, inputs), Matrix.of(all.gradient(), outputs, inputs));
  }

  /** A table of the vocabulary with its rows of zeros, for products. */
  ParameterMatrix table(int channels, String name) {
    long first = get(name).first();
    long count = (long) tableRows * channels;
    Parameter all = parameter(name, new long[] {tableRows, channels}, first, count);
    return new ParameterMatrix(
        Matrix.of(all.rounded(), tableRows, channels),
        Matrix.of(all.gradient(), tableRows, channels));
  }

  /** Weights that follow one another as one. */
  Parameter following(List<String> names) {
    Parameter first = get(names.getFirst());
    long elements = 0;
    for (String each : names) {
      Parameter next = get(each);
      if (next.first() != first.first() + elements) {
        throw new IllegalStateException(each + " does not follow " + names.getFirst());
      }
      elements += next.elements();
    }
    String name =
        names.size() == 1
            ? names.getFirst()
            : names.getFirst() + " and " + (names.size() - 1) + " more";
    return parameter(name, new long[] {elements}, first.first(), elements);
  }

  private Parameter parameter(String name, long[] shape, long first, long count) {
    return new Parameter(
        name,
        shape,
        first,
        weights.slice(name, first, count),
        rounded.slice("rounded " + name, first, count),
        gradients.slice("gradient of " + name, first, count));
  }
}
