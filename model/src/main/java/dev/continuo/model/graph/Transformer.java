package dev.continuo.model.graph;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.backend.ComputedParts;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.config.RotaryAngles;
import dev.continuo.model.device.Precision;
import dev.continuo.model.weights.WeightNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The decoder-only transformer that is trained: int64 ids (B, T) in, logits (B·T, V) out. Its
 * weights have HuggingFace's names and shapes and belong to the manager that it was created with.
 */
public final class Transformer extends AbstractBlock implements AutoCloseable {

  private final ModelConfig config;
  private final Precision precision;
  private final NDManager manager;
  private final ParameterStore store;
  private final Embedding embedding;
  private final List<TransformerLayer> layers = new ArrayList<>();
  private final WeightBlock finalNorm;
  private final @Nullable Projection output;
  private final @Nullable Embedding positions;
  private final @Nullable RotaryTable rotary;
  private final double dropout;

  private Transformer(ModelConfig config, Precision precision, double dropout, NDManager manager) {
    this.config = config;
    this.precision = precision;
    this.dropout = dropout;
    this.manager = manager;
    store = new ParameterStore(manager, false);
    int vocabulary = config.vocabularySize();
    int channels = config.channels();
    embedding =
        addChildBlock("embedding", new Embedding(WeightNames.EMBEDDING, vocabulary, channels));
    positions =
        config.parts().rotary()
            ? null
            : addChildBlock(
                "positions",
                new Embedding(WeightNames.POSITIONS, config.contextLength(), channels));
    for (int index = 0; index < config.layerCount(); index++) {
      layers.add(
          addChildBlock("layer" + index, new TransformerLayer(index, config, precision, dropout)));
    }
    finalNorm =
        addChildBlock(
            "norm", Norms.of(WeightNames.FINAL_NORM, WeightNames.FINAL_NORM_BIAS, config));
    output =
        config.tiedEmbeddings()
            ? null
            : addChildBlock(
                "output", new Projection(WeightNames.OUTPUT, vocabulary, channels, precision));
    rotary =
        config.parts().rotary()
            ? RotaryTable.create(manager, config.contextLength(), RotaryAngles.of(config))
            : null;
  }

  /** A transformer on a device, its weights all zero, without dropout. */
  public static Transformer create(ModelConfig config, Precision precision, Device device) {
    return create(config, precision, 0, device);
  }

  /**
   * A transformer on a device, its weights all zero.
   *
   * @param config its dimensions
   * @param precision the number format of its matrix products
   * @param dropout the share of what the embedding and each half layer add to the residual stream
   *     that is left out in training
   * @param device where it lives
   */
  public static Transformer create(
      ModelConfig config, Precision precision, double dropout, Device device) {
    ComputedParts.requireTraining(config, config.contextLength(), false);
    if (!config.parts().positions().unrotated().isEmpty()
        || config.parts().factors().attention() != 0) {
      throw new ModelException(
          config.architecture().className()
              + " is trained by the engine continuo alone; leave the other engine out");
    }
    NDManager manager = NDManager.newBaseManager(device);
    Transformer transformer = new Transformer(config, precision, dropout, manager);
    for (Parameter parameter : transformer.getParameters().values()) {
      parameter.initialize(manager, DataType.FLOAT32);
    }
    return transformer;
  }

  /** The dimensions. */
  public ModelConfig config() {
    return config;
  }

  /** Decides which elements dropout leaves out from here on. */
  public void seedDropout(int seed) {
    if (dropout > 0) {
      Engine.getInstance().setRandomSeed(seed);
    }
  }

  /** The number format of matrix products. */
  public Precision precision() {
    return precision;
  }

  /** The share of what is added to the residual stream that is left out in training. */
  public double dropout() {
    return dropout;
  }

  /** The manager that owns the weights; its submanagers are scopes on the same device. */
  public NDManager manager() {
    return manager;
  }

  /** The weights by HuggingFace name, in the order of the graph. */
  public Map<String, NDArray> weights() {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    for (Parameter parameter : getParameters().values()) {
      weights.put(parameter.getName(), parameter.getArray());
    }
    return weights;
  }

  /**
   * The final, normalized residual stream: int64 ids (B, T) give (B·T, C), with T at most the
   * context length.
   */
  public NDArray hidden(NDArray ids, boolean training) {
    return hidden(ids, 0, training);
  }

  /** The same where the first of the ids is at a position of its text. */
  public NDArray hidden(NDArray ids, int first, boolean training) {
    int end = Math.toIntExact(first + ids.getShape().get(1));
    RotaryTable turns = rotary == null ? null : rotary.part(first, end, ids.getManager());
    NDArray x = embedding.apply(store, ids, training); // (B, T, C)
    if (positions != null) {
      NDArray places = ids.getManager().arange(first, end, 1, DataType.INT64); // (T)
      x = x.add(positions.apply(store, places, training)); // (B, T, C)
    }
    if (training && dropout > 0) {
      x = Aten.dropout(x, dropout); // (B, T, C)
    }
    for (TransformerLayer layer : layers) {
      x = layer.apply(store, x, turns, training); // (B, T, C)
    }
    return finalNorm.apply(store, x, training).reshape(-1, config.channels()); // (B·T, C)
  }

  /** The float32 logits of hidden rows: (N, C) gives (N, V). */
  public NDArray logits(NDArray hidden, boolean training) {
    NDArray logits;
    if (output == null) {
      NDArray table = embedding.weight(store, hidden, training);
      NDArray x = Aten.toType(hidden, precision.scalarType()); // (N, C)
      logits = Aten.linear(x, Aten.toType(table, precision.scalarType(), x)); // (N, V)
    } else {
      logits = output.apply(store, hidden, training); // (N, V)
    }
    return Aten.toType(logits, Precision.FLOAT32.scalarType());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> parameters) {
    return new NDList(logits(hidden(inputs.singletonOrThrow(), training), training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].size(), config.vocabularySize())};
  }

  @Override
  public void close() {
    manager.close();
  }
}
