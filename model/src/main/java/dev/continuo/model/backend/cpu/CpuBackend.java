package dev.continuo.model.backend.cpu;

import dev.continuo.model.aten.Aten.ScalarType;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.Dropout;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.PlainBackend;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.kernel.NativeProducts;
import dev.continuo.model.vector.Memory;
import dev.continuo.model.vector.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plain backend with the operations that take time computed by vectors and all threads.
 * Activations are in the format of products; weights and logits stay float32. Results do not depend
 * on the number of threads.
 */
public sealed class CpuBackend extends PlainBackend permits CountedCpu {

  private static final long CLEARED_AT_ONCE = 1L << 18;

  private final ElementType activations;
  private final Workers workers;
  private final ThreadLocal<Scratch> scratch;
  private final CpuRows rows;
  private final CpuProducts products;
  private final CpuAttention attentions;
  private final CpuEmbeddings embeddings;
  private final CpuNorms norms;
  private final CpuBiases biases;
  private final CpuDropout dropouts;
  private final CpuFeedForward feedForward;
  private final CpuLosses losses;
  private final CpuOptimizers optimizers;
  private final CpuDiagonals diagonals;

  /**
   * A backend.
   *
   * @param type the format of activations and of the factors of products; bfloat16 needs a CPU that
   *     multiplies in it
   * @param threads how many threads compute, the calling one among them
   */
  public CpuBackend(ScalarType type, int threads) {
    this(type, threads, Arena.ofShared(), Arena::ofConfined);
  }

  /**
   * A backend.
   *
   * @param arena where its buffers are, which it closes
   * @param scopes what it gives as {@link #scope}
   */
  public CpuBackend(ScalarType type, int threads, Arena arena, Supplier<Arena> scopes) {
    super(arena, scopes);
    activations =
        switch (type) {
          case FLOAT32 -> ElementType.FLOAT32;
          case BFLOAT16 -> ElementType.BFLOAT16;
        };
    if (type == ScalarType.BFLOAT16 && !NativeProducts.haveBfloat16()) {
      throw new ModelException( // oneDNN would end the process
          "this CPU has no matrix products in bfloat16 (avx512_bf16 or amx_bf16); use float32");
    }
    workers = new Workers(threads);
    scratch = ThreadLocal.withInitial(() -> new Scratch(type));
    rows = new CpuRows(workers, scratch);
    products = new CpuProducts(type, workers, scratch);
    attentions = new CpuAttention(workers, scratch);
    embeddings = new CpuEmbeddings(rows);
    norms = new CpuNorms(rows);
    biases = new CpuBiases(rows);
    dropouts = new CpuDropout(rows);
    feedForward = new CpuFeedForward(rows);
    losses = new CpuLosses(rows);
    optimizers = new CpuOptimizers(workers, scratch);
    diagonals = new CpuDiagonals(workers, scratch);
  }

  @Override
  public ElementType activations() {
    return activations;
  }

  @Override
  public ElementType factors() {
    return ElementType.FLOAT32;
  }

  @Override
  public ElementType logits() {
    return ElementType.FLOAT32;
  }

  @Override
  public void multiply(
      Matrix left, Matrix right, @Nullable Matrix addend, Matrix result, int batch) {
    products.multiply(left, right, addend, result, batch);
  }

  @Override
  public void attend(Attention attention) {
    attentions.forward(attention);
  }

  @Override
  public void attendBackward(
      Attention attention, Buffer dAttended, Buffer delta, Buffer dProjected) {
    attentions.backward(attention, dAttended, dProjected);
  }

  @Override
  public void embed(Buffer ids, Buffer table, Buffer x, int count, int channels) {
    embeddings.embed(ids, table, x, count, channels);
  }

  @Override
  public void embedBackward(
      Buffer ids, Buffer order, Buffer dx, Buffer gradient, int count, int channels) {
    embeddings.embedBackward(ids, order, dx, gradient, count, channels);
  }

  @Override
  public void addPositions(Buffer positions, Buffer x, int batch, int time, int channels) {
    embeddings.addPositions(positions, x, batch, time, channels);
  }

  @Override
  public void positionsBackward(
      Buffer dx, Buffer dPositions, boolean add, int batch, int time, int channels) {
    embeddings.positionsBackward(dx, dPositions, add, batch, time, channels);
  }

  @Override
  public void norm(
      Buffer x, Buffer weight, Buffer y, Buffer scales, int count, int channels, float epsilon) {
    norms.norm(x, weight, y, scales, count, channels, epsilon);
  }

  @Override
  public void normBackward(NormRows gradients, RmsNorm norm, Buffer scales) {
    norms.normBackward(gradients, norm, scales);
  }

  @Override
  public void layerNorm(
      Buffer x, Affine affine, Buffer y, Buffer moments, int count, int channels, float epsilon) {
    norms.layerNorm(x, affine, y, moments, count, channels, epsilon);
  }

  @Override
  public void layerNormBackward(NormRows gradients, LayerNorm norm, Buffer moments) {
    norms.layerNormBackward(gradients, norm, moments);
  }

  @Override
  public void rotate(HeadRotation rotation, Buffer projected, Buffer rotated, Buffer scales) {
    CpuRotation heads = new CpuRotation(rotation);
    rows.each(
        rotation.heads().rows(),
        (block, first, count, own) -> heads.forward(own, first, count, projected, rotated, scales));
  }

  @Override
  public void rotateBackward(
      HeadRotation rotation, Buffer projected, Buffer scales, Buffer dProjected) {
    CpuRotation heads = new CpuRotation(rotation);
    int count = rotation.heads().rows();
    float[] sums = new float[CpuRows.blocks(count) * 2 * rotation.heads().size()];
    rows.each(
        count,
        (block, first, some, own) ->
            heads.backward(own, block, first, some, projected, scales, dProjected, sums));
    heads.addNormGradients(sums);
  }

  @Override
  public void swiGlu(Buffer gateUp, Buffer y, int count, int channels) {
    feedForward.swiGlu(gateUp, y, count, channels);
  }

  @Override
  public void swiGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    feedForward.swiGluBackward(dy, gateUp, dGateUp, count, channels);
  }

  @Override
  public boolean computesMoreParts() {
    return true;
  }

  @Override
  public void geGlu(Buffer gateUp, Buffer y, int count, int channels) {
    feedForward.geGlu(gateUp, y, count, channels);
  }

  @Override
  public void geGluBackward(Buffer dy, Buffer gateUp, Buffer dGateUp, int count, int channels) {
    feedForward.geGluBackward(dy, gateUp, dGateUp, count, channels);
  }

  @Override
  public void scale(Buffer x, float factor, int count, int channels) {
    feedForward.scale(x, factor, count, channels);
  }

  @Override
  public void addScaled(Buffer x, Buffer z, float factor, Buffer sum, int count, int channels) {
    feedForward.addScaled(x, z, factor, sum, count, channels);
  }

  @Override
  public void gelu(Buffer x, Buffer y, int count, int channels) {
    feedForward.gelu(x, y, count, channels);
  }

  @Override
  public void geluBackward(Buffer dy, Buffer x, Buffer dx, int count, int channels) {
    feedForward.geluBackward(dy, x, dx, count, channels);
  }

  @Override
  public void addBias(Buffer bias, Buffer y, int count, int channels) {
    biases.addBias(bias, y, count, channels);
  }

  @Override
  public void biasBackward(Buffer dy, Buffer dBias, boolean add, int count, int channels) {
    biases.biasBackward(dy, dBias, add, count, channels);
  }

  @Override
  public void drop(Dropout dropout, Buffer from, Buffer to, int count, int channels) {
    dropouts.drop(dropout, from, to, count, channels);
  }

  @Override
  public void addDropped(Dropout dropout, Buffer x, Buffer z, Buffer sum, int count, int channels) {
    dropouts.addDropped(dropout, x, z, sum, count, channels);
  }

  @Override
  public void lossGradient(
      Logits logits, Buffer targets, Buffer factor, Buffer lossesFound, LossFunction loss) {
    losses.gradient(logits, targets, factor, lossesFound, loss);
  }

  @Override
  public void crossEntropy(Logits logits, Buffer targets, Buffer lossesFound, Buffer likeliest) {
    losses.crossEntropies(logits, targets, lossesFound, likeliest);
  }

  @Override
  public void sumLosses(Buffer lossesFound, Buffer sum, int count, boolean add) {
    CpuLosses.sum(lossesFound, sum, count, add);
  }

  @Override
  public void gradientNorm(Buffer gradient, Buffer step) {
    optimizers.gradientNorm(gradient, step);
  }

  @Override
  public void adamW(
      Update update, Buffer gradients, Averages averages, Buffer weights, Buffer rounded) {
    optimizers.adamW(update, gradients, averages, weights);
  }

  @Override
  public void nesterov(
      Update update, Buffer gradients, Buffer momenta, Buffer blend, float momentum) {
    optimizers.nesterov(update, gradients, momenta, blend, momentum);
  }

  @Override
  public void descend(Update update, Buffer changes, Buffer weights, Buffer rounded) {
    optimizers.descend(update, changes, weights);
  }

  @Override
  public void gramScale(SquareMatrices grams, Buffer scales, float multiple) {
    diagonals.gramScale(grams, scales, multiple);
  }

  @Override
  public void scaleAndShift(
      SquareMatrices matrices, Buffer scales, int power, float shift, boolean shiftFirst) {
    diagonals.scaleAndShift(matrices, scales, power, shift, shiftFirst);
  }

  @Override
  public void shiftDiagonals(SquareMatrices matrices, float shift) {
    diagonals.shiftDiagonals(matrices, shift);
  }

  @Override
  public void clear(Buffer buffer) {
    MemorySegment all = Memory.ALL.asSlice(buffer.address(), buffer.bytes());
    workers.run(
        Math.toIntExact(Math.ceilDiv(buffer.bytes(), CLEARED_AT_ONCE)),
        block -> {
          long first = block * CLEARED_AT_ONCE;
          all.asSlice(first, Math.min(CLEARED_AT_ONCE, buffer.bytes() - first)).fill((byte) 0);
        });
  }

  @Override
  public void close() {
    workers.close();
    scratch.remove(); // the calling thread outlives the backend
    super.close();
  }
}
