package dev.continuo.model.runtime;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * The network's forward pass over the next tokens of several texts. One thread uses it at a time,
 * not always the same; caches are made by any.
 */
interface BatchForward {

  /** How many tokens one run takes. */
  int mostTokens();

  /** Of how many tokens the logits are computed at once. */
  int mostRows();

  /** What a text without tokens has. */
  TextCache newCache();

  /** The bytes of memory that the weights take. */
  long weightBytes();

  /** The bytes of keys and values that a text keeps for each of its tokens. */
  long bytesPerToken();

  /** How many tokens of all texts there is memory for, where that is not the heap's. */
  OptionalLong cachedTokens();

  /** Sets what gives up a text that is only remembered; it says whether there was one. */
  void onShortage(BooleanSupplier makeRoom);

  /** Makes room for a slice's tokens. */
  void reserve(Slice slice);

  /**
   * Runs a batch through all layers.
   *
   * @param slices tokens for which there is room
   * @param ids the tokens of all slices, one slice after the other
   */
  void run(List<Slice> slices, int[] ids);

  /** Computes the logits after some tokens of the last run. */
  void logits(int[] tokens, int rows);

  /** Whether a slice's {@link StreamRows} are filled. */
  boolean showsLayers();

  /** The logits, (V), that each of a token's rows gives through the final norm. */
  List<float[]> logits(StreamRows rows);

  /** A copy of one row of the logits that were computed last, (V). */
  float[] row(int row);

  /** Gives back what is not the heap's. */
  void close();
}
