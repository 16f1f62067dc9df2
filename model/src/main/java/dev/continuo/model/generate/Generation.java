package dev.continuo.model.generate;

import java.util.List;

/**
 * A finished continuation.
 *
 * @param ids its tokens, without the prompt
 * @param finishReason why it ended
 */
public record Generation(List<Integer> ids, FinishReason finishReason) {

  public Generation {
    ids = List.copyOf(ids);
  }
}
