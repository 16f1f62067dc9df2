package dev.continuo.model.aten;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Float32 arrays of libtorch. */
public record AtenArrays(Map<String, NDArray> arrays) implements NamedArrays {

  @Override
  public List<TensorSpec> specs() {
    return arrays.entrySet().stream()
        .map(entry -> new TensorSpec(entry.getKey(), entry.getValue().getShape().getShape()))
        .toList();
  }

  @Override
  public float[] values(String name) {
    return array(name).toFloatArray();
  }

  @Override
  public void fill(String name, float[] values) {
    Aten.fill(array(name), values);
  }

  private NDArray array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }
}
