package dev.continuo.model.aten;

import ai.djl.ndarray.NDArray;
import dev.continuo.model.weights.NamedArrays;
import dev.continuo.model.weights.TensorSpec;
import java.lang.foreign.MemorySegment;
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
  public void read(String name, long first, MemorySegment to) {
    MemorySegment.copy(Aten.floats(array(name)), first * Float.BYTES, to, 0, to.byteSize());
  }

  @Override
  public void write(String name, long first, MemorySegment from) {
    MemorySegment.copy(from, 0, Aten.floats(array(name)), first * Float.BYTES, from.byteSize());
  }

  private NDArray array(String name) {
    return Objects.requireNonNull(arrays.get(name), name);
  }
}
