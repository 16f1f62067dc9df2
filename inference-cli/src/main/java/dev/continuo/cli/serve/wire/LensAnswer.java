package dev.continuo.cli.serve.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.text.Lens;
import dev.continuo.model.text.NextToken;
import dev.continuo.tokenizer.text.Tokenizer;

/** A lens as JSON. */
public final class LensAnswer {

  private final TokenNames names;

  public LensAnswer(Tokenizer tokenizer) {
    names = new TokenNames(tokenizer);
  }

  /** The JSON of a lens. */
  public ObjectNode json(Lens lens) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("token", name(lens.token(), lens.id()));
    answer.put("id", lens.id());
    answer.put("position", lens.position());
    token(answer.putObject("next"), lens.next()).put("given", lens.given());
    ArrayNode layers = answer.putArray("layers");
    for (Lens.Guess guess : lens.layers()) {
      guess(layers.addObject().put("layer", layers.size() - 1), guess);
    }
    ArrayNode checkpoints = answer.putArray("checkpoints");
    for (Lens.Checkpoint checkpoint : lens.checkpoints()) {
      guess(checkpoints.addObject().put("step", checkpoint.step()), checkpoint.guess());
    }
    return answer;
  }

  private void guess(ObjectNode target, Lens.Guess guess) {
    target.put("next_probability", guess.probability());
    ArrayNode tokens = target.putArray("tokens");
    guess.likeliest().forEach(token -> token(tokens.addObject(), token));
  }

  private ObjectNode token(ObjectNode target, NextToken token) {
    return target
        .put("token", name(token.text(), token.id()))
        .put("id", token.id())
        .put("probability", token.probability());
  }

  /** A token's text where it is, with its space; a name for one that has none of its own. */
  private String name(String text, int id) {
    return TokenNames.isText(text) ? text : names.name(id);
  }
}
