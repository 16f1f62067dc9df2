package dev.continuo.trainer.optim;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Update;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.Parameters;
import dev.continuo.model.backend.WeightChunks;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.ArrayList;
import java.util.List;

/** The matrices of one shape, which Muon moves together, over the operations of a backend. */
final class DeviceMuonGroup {

  private final Backend backend;
  private final Muon config;
  private final WeightChunks chunks;
  private final Buffer momenta; // (N, R, C)
  private final DeviceNewtonSchulz newtonSchulz;
  private final TensorSpec spec;

  DeviceMuonGroup(Backend backend, List<Parameter> group, Muon config) {
    this.backend = backend;
    this.config = config;
    long[] shape = group.getFirst().shape();
    String name = MuonBlocks.momentumName(shape[0], shape[1]);
    spec = new TensorSpec(name, group.size(), shape[0], shape[1]);
    int rows = Math.toIntExact(MuonBlocks.rows(shape[0], config.rows()));
    int columns = Math.toIntExact(shape[1]);
    long elements = group.size() * shape[0] * shape[1];
    int blocks = Math.toIntExact(elements / rows / columns);
    double shapeFactor = MuonBlocks.shapeFactor(rows, columns);
    List<WeightChunks.Chunk> all = new ArrayList<>();
    long moment = 0;
    for (Parameter parameter : group) {
      long count = parameter.elements();
      all.addAll(
          WeightChunks.of(parameter.first(), moment, count, shapeFactor, config.weightDecay()));
      moment += count;
    }
    chunks = WeightChunks.on(backend, "chunks of " + name, all);
    momenta = backend.allocate(name, ElementType.FLOAT32, elements);
    newtonSchulz =
        new DeviceNewtonSchulz(
            backend, name, NewtonSchulz.polynomials(config.iteration()), blocks, rows, columns);
  }

  /** The name and shape of its momenta among the state. */
  TensorSpec spec() {
    return spec;
  }

  Buffer momenta() {
    return momenta;
  }

  void step(Parameters parameters, Buffer step) {
    Update update = new Update(chunks, step);
    backend.nesterov(
        update,
        parameters.gradients(),
        momenta,
        newtonSchulz.matrices(),
        (float) config.momentum());
    Buffer orthogonal = newtonSchulz.apply();
    backend.descend(update, orthogonal, parameters.weights(), parameters.rounded());
  }
}
