package dev.continuo.model.net;

import ai.djl.Device;
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
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
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
  private final RootMeanSquareNorm finalNorm;
  private final @Nullable Projection output;
  private final RotaryTable rotary;

  private Transformer(ModelConfig config, Precision precision, NDManager manager) {
    this.config = config;
    this.precision = precision;
    this.manager = manager;
    store = new ParameterStore(manager, false);
    int vocabulary = config.vocabularySize();
    int channels = config.channels();
    embedding =
        addChildBlock("embedding", new Embedding(WeightNames.EMBEDDING, vocabulary, channels));
    for (int index = 0; index < config.layerCount(); index++) {
      layers.add(addChildBlock("layer" + index, new TransformerLayer(index, config, precision)));
    }
    finalNorm =
        addChildBlock(
            "norm", new RootMeanSquareNorm(WeightNames.FINAL_NORM, channels, config.normEpsilon()));
    output =
        config.tiedEmbeddings()
            ? null
            : addChildBlock(
                "output", new Projection(WeightNames.OUTPUT, vocabulary, channels, precision));
    rotary =
        RotaryTable.create(manager, config.contextLength(), config.headSize(), config.rotaryBase());
  }

  /**
   * A transformer on a device, its weights all zero.
   *
   * @param config its dimensions
   * @param precision the number format of its matrix products
   * @param device where it lives
   */
  public static Transformer create(ModelConfig config, Precision precision, Device device) {
    switch (config.architecture()) {
      case QWEN3, LLAMA -> {}
      case GPT2 ->
          throw new ModelException(
              "a GPT-2 model can be continued and exported, but not trained or evaluated here");
    }
    NDManager manager = NDManager.newBaseManager(device);
    Transformer transformer = new Transformer(config, precision, manager);
    for (Parameter parameter : transformer.getParameters().values()) {
      parameter.initialize(manager, DataType.FLOAT32);
    }
    return transformer;
  }

  /** The dimensions. */
  public ModelConfig config() {
    return config;
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
    long time = ids.getShape().get(1);
    RotaryTable positions = rotary.first(time, ids.getManager());
    NDArray x = embedding.apply(store, ids, training); // (B, T, C)
    for (TransformerLayer layer : layers) {
      x = layer.apply(store, x, positions, training); // (B, T, C)
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
