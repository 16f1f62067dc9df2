package dev.continuo.model.text;

import java.util.List;

/**
 * How a model's prediction comes about: the next tokens that the embedding and each layer would
 * predict if their output went straight through the final norm and the output matrix (the logit
 * lens, nostalgebraist 2020), and what the model predicted at its run's checkpoints. {@link
 * TextModel#lens} makes it: the layers' logits come from {@code Session.layers}, the checkpoints'
 * from {@code RunCheckpoints}.
 *
 * @param position the position of the token after which the layers were read, counted from 0
 * @param id that token
 * @param token its text
 * @param next the token that follows in the text, or else the model's likeliest one, with the
 *     probability that the model gives it
 * @param given whether {@code next} stands in the text
 * @param layers the predictions: 0 is the embedding's, the last one the model's own
 * @param checkpoints the model's predictions during its training, in order; none where the model is
 *     not a run, or its checkpoints are gone
 */
public record Lens(
    int position,
    int id,
    String token,
    NextToken next,
    boolean given,
    List<Guess> layers,
    List<Checkpoint> checkpoints) {

  /**
   * A prediction.
   *
   * @param probability of {@link Lens#next}
   * @param likeliest the likeliest tokens, the likeliest first
   */
  public record Guess(double probability, List<NextToken> likeliest) {

    public Guess {
      likeliest = List.copyOf(likeliest);
    }
  }

  /**
   * The prediction at a checkpoint.
   *
   * @param step after how many steps of training
   */
  public record Checkpoint(long step, Guess guess) {}

  public Lens {
    layers = List.copyOf(layers);
    checkpoints = List.copyOf(checkpoints);
  }
}
