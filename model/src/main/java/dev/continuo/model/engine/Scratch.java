package dev.continuo.model.engine;

import dev.continuo.model.kernel.CausalAttention;
import dev.continuo.model.kernel.Product;

/** What one thread computes in: reused from task to task, its contents lost between them. */
final class Scratch {

  private final Product product = new Product();
  private final CausalAttention attention;
  private float[] rows = {};
  private float[] result = {};
  private float[] turned = {};

  Scratch(int headSize) {
    attention = new CausalAttention(headSize);
  }

  Product product() {
    return product;
  }

  CausalAttention attention() {
    return attention;
  }

  /** At least so many elements. */
  float[] rows(int length) {
    rows = rows.length < length ? new float[length] : rows;
    return rows;
  }

  /** At least so many elements, apart from the others. */
  float[] result(int length) {
    result = result.length < length ? new float[length] : result;
    return result;
  }

  /** At least so many elements, apart from the others. */
  float[] turned(int length) {
    turned = turned.length < length ? new float[length] : turned;
    return turned;
  }
}
