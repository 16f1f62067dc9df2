package dev.continuo.model.runtime;

/** How a model's matrices are kept in memory. */
public enum WeightFormat {
  /**
   * In the type of the file: float32, float16 and bfloat16 stay in the mapped file, the quantized
   * types of GGUF are kept in int8.
   */
  AS_STORED,
  /** In float32. */
  FLOAT32,
  /** In bfloat16, rounded to the nearest. */
  BFLOAT16,
  /** In int8: each 32 weights of a row share a scale. */
  INT8
}
