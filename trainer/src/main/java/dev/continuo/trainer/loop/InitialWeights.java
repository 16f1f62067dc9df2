package dev.continuo.trainer.loop;

import dev.continuo.trainer.checkpoint.NetWeights;

/** Where the weights of a run's first step come from; asked again where a run goes back to it. */
public interface InitialWeights {

  /** Fills every weight, the same each time. */
  void fill(NetWeights weights);
}
