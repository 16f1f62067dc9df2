package dev.continuo.model.backend;

import dev.continuo.model.backend.Backend.Heads;
import org.jspecify.annotations.Nullable;

/**
 * What a device computes for texts that grow token by token. Their keys and values lie in pages,
 * which several texts may share; a batch has the next tokens of some texts, a row for each.
 */
public interface TextOperations {

  /** The positions of a page. */
  int PAGE = 64;

  /**
   * Keys and values of all texts: pages (L, 2, K, {@link #PAGE}, D) of activations.
   *
   * @param memory that holds them, one after the other
   * @param layers L
   * @param keys K, key and value heads
   * @param size D, channels of a head
   */
  record Pages(Buffer memory, int layers, int keys, int size) {

    /** The elements of a page. */
    public long elements() {
      return elements(layers, keys, size);
    }

    /** The elements of a page of these dimensions. */
    public static long elements(int layers, int keys, int size) {
      return 2L * layers * keys * PAGE * size;
    }
  }

  /** The most tokens of a block. */
  int BLOCK = 128;

  /**
   * The tokens of a batch in blocks: neighbouring rows, the next tokens of one text.
   *
   * @param places int32 (count, 2), the first row and the number of rows of each, at most {@link
   *     #BLOCK}; some may have none
   */
  record Blocks(Buffer places, int count) {}

  /**
   * Where the tokens of a batch belong.
   *
   * @param positions int32 (N), each token's place in its text
   * @param starts int32 (N), where the pages of its text begin in the table
   * @param table int32, the pages of one text after another
   * @param longest no text has more tokens, those of the batch included
   * @param blocks of all rows that belong to a text; null where each text has one
   */
  record TextRows(
      Buffer positions, Buffer starts, Buffer table, int longest, @Nullable Blocks blocks) {}

  /** The norms of queries and keys, each float32 (D). */
  record HeadWeights(Buffer query, Buffer key, float epsilon) {}

  /**
   * Stores the keys and values of a batch: queries and keys are normalized and rotated as in {@link
   * Backend#rotate}, by the angles of their positions.
   *
   * @param heads of N sequences of one token
   * @param projected (N, (H+2K)·D), queries, keys and values
   * @param norms null where there are none
   * @param cosines (positions, D/2)
   * @param sines (positions, D/2)
   * @param queries (N, H·D), normalized and rotated
   */
  void extend(
      Heads heads,
      TextRows rows,
      Pages pages,
      int layer,
      Buffer projected,
      @Nullable HeadWeights norms,
      Buffer cosines,
      Buffer sines,
      Buffer queries);

  /** The same where queries and keys stay as they are. */
  void extend(Heads heads, TextRows rows, Pages pages, int layer, Buffer projected, Buffer queries);

  /** x (N, C) += the rows of a table (T, C), float32, at the ids (N). */
  void addRows(Buffer ids, Buffer table, Buffer x, int rows, int channels);

  /**
   * softmax(q·kᵀ/√D)·v of each token over its own text, itself included. A device may go through
   * keys and values once for the rows of a block.
   *
   * @param heads of N sequences of one token
   * @param queries (N, H·D)
   * @param attended (N, H·D)
   */
  void attend(Heads heads, TextRows rows, Pages pages, int layer, Buffer queries, Buffer attended);

  /** Copies a page over another. */
  void copyPage(Pages pages, int from, int to);
}
