package dev.continuo.model.text;

import java.util.List;

/**
 * What a model thinks on its way to an answer: what the embedding and each layer would have said
 * comes next, if their output went through the final norm and the output matrix at once (the logit
 * lens, nostalgebraist 2020), and what the model said at its run's checkpoints.
 *
 * @param position the token after which they were asked, counted from 0
 * @param id that token
 * @param token its text
 * @param next the token that follows in the text, or else the model's own answer, with the
 *     probability that the model gives it
 * @param given whether it stands in the text
 * @param layers the answers: 0 is the embedding's, the last one the model's own
 * @param checkpoints the model's answers while it learned, in order; none where the model is not a
 *     run, or its checkpoints are gone
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
   * An answer.
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
   * The answer at a checkpoint.
   *
   * @param step after how many steps of training
   */
  public record Checkpoint(long step, Guess guess) {}

  public Lens {
    layers = List.copyOf(layers);
    checkpoints = List.copyOf(checkpoints);
  }
}
