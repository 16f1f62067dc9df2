package dev.continuo.trainer.optim;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.SquareMatrices;
import dev.continuo.model.backend.Backend.Update;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.Parameter;
import dev.continuo.model.backend.Parameters;
import dev.continuo.model.backend.WeightChunks;
import dev.continuo.model.weights.TensorSpec;
import dev.continuo.trainer.config.Optimization.Muon;
import dev.continuo.trainer.optim.NewtonSchulz.Polynomial;
import java.util.ArrayList;
import java.util.List;

/** {@link MuonGroup} and {@link NewtonSchulz} over the operations of a backend. */
final class DeviceMuonGroup {

  private final Backend backend;
  private final Muon config;
  private final List<Polynomial> polynomials;
  private final double[] multiples;
  private final WeightChunks chunks;
  private final Buffer momenta; // (N, R, C)
  private final Buffer first; // (N, R, C), the same elements in blocks of rows
  private final Buffer second;
  private final Buffer gram; // (blocks, S, S), where S is the smaller side of a block
  private final Buffer factor;
  private final Buffer scales; // (blocks)
  private final TensorSpec spec;
  private final int blocks;
  private final int rows;
  private final int columns;
  private final int side;

  DeviceMuonGroup(Backend backend, List<Parameter> group, Muon config) {
    this.backend = backend;
    this.config = config;
    long[] shape = group.getFirst().shape();
    String name = MuonGroup.name(shape[0], shape[1]);
    spec = new TensorSpec(name, group.size(), shape[0], shape[1]);
    rows = Math.toIntExact(MuonGroup.blockRows(shape[0], config.rows()));
    columns = Math.toIntExact(shape[1]);
    side = Math.min(rows, columns);
    long elements = group.size() * shape[0] * shape[1];
    blocks = Math.toIntExact(elements / rows / columns);
    polynomials = MuonGroup.polynomials(config.iteration());
    multiples = NewtonSchulz.multiples(polynomials);
    double shapeFactor = MuonGroup.shapeFactor(rows, columns);
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
    first = activations("momentum of " + name, elements);
    second = activations("momentum in turn of " + name, elements);
    gram = activations("gram of " + name, (long) blocks * side * side);
    factor = activations("factor of " + name, (long) blocks * side * side);
    scales = backend.allocate("scales of " + name, ElementType.FLOAT32, blocks);
  }

  private Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
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
    backend.nesterov(update, parameters.gradients(), momenta, first, (float) config.momentum());
    Buffer from = first;
    Buffer to = second;
    for (int i = 0; i < polynomials.size(); i++) {
      iterate(i, from, to);
      Buffer free = from;
      from = to;
      to = free;
    }
    backend.descend(update, from, parameters.weights(), parameters.rounded());
  }

  private void iterate(int iteration, Buffer from, Buffer to) {
    Polynomial polynomial = polynomials.get(iteration);
    double multiple = multiples[iteration];
    float shift = (float) (polynomial.turningPoint() * multiple * multiple);
    float least = (float) (polynomial.least() * multiples[iteration + 1] / multiple);
    boolean tall = rows > columns;
    Matrix x = matrices(from, rows, columns);
    Matrix grams = matrices(gram, side, side);
    SquareMatrices gramSquares = new SquareMatrices(gram, blocks, side);
    SquareMatrices factorSquares = new SquareMatrices(factor, blocks, side);
    Matrix factors = matrices(factor, side, side);
    backend.multiply(tall ? x.transpose() : x, tall ? x : x.transpose(), null, grams, blocks);
    if (iteration == 0) {
      backend.gramScale(gramSquares, scales, (float) multiple);
      backend.scaleAndShift(gramSquares, scales, 2, shift, false);
    } else {
      backend.shiftDiagonals(gramSquares, shift);
    }
    backend.multiply(grams, grams, null, factors, blocks);
    if (iteration == 0) {
      backend.scaleAndShift(factorSquares, scales, 1, least, true);
    } else {
      backend.shiftDiagonals(factorSquares, least);
    }
    Matrix result = matrices(to, rows, columns);
    backend.multiply(tall ? x : factors, tall ? factors : x, null, result, blocks);
  }

  private static Matrix matrices(Buffer buffer, int rows, int columns) {
    return new Matrix(buffer, 0, rows, columns, columns, (long) rows * columns, false);
  }
}
