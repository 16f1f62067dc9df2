// The gradient's norm, AdamW (Loshchilov and Hutter, arXiv 1711.05101) and what Muon (Keller Jordan et al.,
// kellerjordan.github.io/posts/muon) does between its products. What changes from step to step lies in device memory, so
// that a step can be recorded.

// The numbers of a step.
struct Step {
  float learningRate;
  float adamRate;    // learningRate·√(1−β₂ᵗ)/(1−β₁ᵗ)
  float adamEpsilon; // ε·√(1−β₂ᵗ)
  float largestNorm;
  float norm; // found: the gradient's, before it is clipped
  float clip; // found: what the gradient is multiplied by
};

__device__ __forceinline__ bool finite(float x) { return fabsf(x) <= 3.402823466e38f; }

// The sums of squares of each block's share of a gradient. Grid: any number of blocks of 256 threads.
extern "C" __global__ void squared_norm(const float* gradient, double* sums, long long count) {
  __shared__ double parts[256];
  double sum = 0;
  long long step = (long long)gridDim.x * blockDim.x * 4;
  for (long long i = ((long long)blockIdx.x * blockDim.x + threadIdx.x) * 4; i + 3 < count; i += step) {
    float4 g = load4(gradient + i);
    sum += (double)(g.x * g.x + g.y * g.y + g.z * g.z + g.w * g.w);
  }
  long long rest = count / 4 * 4 + threadIdx.x;
  if (blockIdx.x == 0 && rest < count) {
    sum += (double)(gradient[rest] * gradient[rest]);
  }
  sum = tree_sum(parts, sum);
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = sum;
  }
}

// The norm and the clip of a step. One block of 256 threads.
extern "C" __global__ void clip_factor(const double* sums, int count, Step* step) {
  __shared__ double parts[256];
  double sum = 0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    sum += sums[i];
  }
  sum = tree_sum(parts, sum);
  if (threadIdx.x == 0) {
    float norm = (float)sqrt(sum);
    step->norm = norm;
    step->clip = norm > step->largestNorm ? step->largestNorm / norm : 1;
  }
}

// Consecutive elements of one weight.
struct Chunk {
  long long first;  // among all weights
  long long moment; // among those that AdamW moves, or among Muon's momenta
  int count;
  float rate;  // of the step's learning rate
  float decay; // weight decay
  int unused;
};

// With g = clip·gradient: m ← β₁·m + (1−β₁)·g, v ← β₂·v + (1−β₂)·g², w ← (1−η·λ)·w − η'·m/(√v + ε'). Neither a weight nor
// an average changes where the norm is not finite. A block for each chunk.
extern "C" __global__ void adamw(
    const Chunk* chunks, const Step* step, const float* gradients, float* means, float* squares, float* weights,
    activation* rounded, float beta1, float beta2) {
  Chunk chunk = chunks[blockIdx.x];
  if (!finite(step->norm)) {
    return;
  }
  float clip = step->clip;
  float rate = step->adamRate * chunk.rate;
  float keep = 1 - step->learningRate * chunk.rate * chunk.decay;
  float epsilon = step->adamEpsilon;
  for (int i = threadIdx.x; i < chunk.count; i += blockDim.x) {
    long long at = chunk.first + i;
    long long moment = chunk.moment + i;
    float g = clip * gradients[at];
    float m = beta1 * means[moment] + (1 - beta1) * g;
    float v = beta2 * squares[moment] + (1 - beta2) * g * g;
    means[moment] = m;
    squares[moment] = v;
    float w = keep * weights[at] - rate * m / (sqrtf(v) + epsilon);
    weights[at] = w;
    if ((void*)rounded != (void*)weights) {
      assign(rounded[at], w);
    }
  }
}

// Nesterov's momentum: with g = (1−μ)·clip·gradient, m ← μ·m + g, and μ·m + g is what is made orthogonal.
extern "C" __global__ void nesterov(
    const Chunk* chunks, const Step* step, const float* gradients, float* momenta, activation* blend,
    float momentum) {
  Chunk chunk = chunks[blockIdx.x];
  if (!finite(step->norm)) {
    return;
  }
  float part = (1 - momentum) * step->clip;
  for (int i = threadIdx.x; i < chunk.count; i += blockDim.x) {
    long long at = chunk.moment + i;
    float g = part * gradients[chunk.first + i];
    float m = momentum * momenta[at] + g;
    momenta[at] = m;
    assign(blend[at], momentum * m + g);
  }
}

// w ← (1−η·λ)·w − η·f·change, f being the factor of the chunk.
extern "C" __global__ void descend(
    const Chunk* chunks, const Step* step, const activation* changes, float* weights, activation* rounded) {
  Chunk chunk = chunks[blockIdx.x];
  if (!finite(step->norm)) {
    return;
  }
  float keep = 1 - step->learningRate * chunk.decay;
  float rate = step->learningRate * chunk.rate;
  for (int i = threadIdx.x; i < chunk.count; i += blockDim.x) {
    long long at = chunk.first + i;
    float w = keep * weights[at] - rate * number(changes[chunk.moment + i]);
    weights[at] = w;
    if ((void*)rounded != (void*)weights) {
      assign(rounded[at], w);
    }
  }
}

// What brings each matrix to a Frobenius norm of γ: γ/√trace of its Gram matrix (S, S). A block of 256 threads each.
extern "C" __global__ void gram_scale(const activation* grams, float* scales, int side, float multiple) {
  const activation* gram = grams + (long long)blockIdx.x * side * side;
  float trace = 0;
  for (int i = threadIdx.x; i < side; i += blockDim.x) {
    trace += number(gram[(long long)i * side + i]);
  }
  trace = block_sum(trace);
  if (threadIdx.x == 0) {
    scales[blockIdx.x] = multiple / fmaxf(sqrtf(trace), 1e-7f);
  }
}

// Matrices (S, S): times the power of their scale where there is one, plus a shift on the diagonal, in that order, or
// the shift first. Grid: (matrices, ⌈S²/1024⌉) blocks of 256 threads.
extern "C" __global__ void scale_and_shift(
    activation* matrices, const float* scales, int side, int power, float shift, int shiftFirst) {
  activation* matrix = matrices + (long long)blockIdx.x * side * side;
  float scale = power == 0 ? 1 : power == 1 ? scales[blockIdx.x] : scales[blockIdx.x] * scales[blockIdx.x];
  unsigned start = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  for (unsigned i = start; i < start + 4 && i < (unsigned)side * (unsigned)side; i++) {
    float diagonal = i / (unsigned)side == i % (unsigned)side ? shift : 0;
    float x = number(matrix[i]);
    assign(matrix[i], shiftFirst ? (x + diagonal) * scale : x * scale + diagonal);
  }
}

// A shift of the diagonals of matrices (S, S). Grid: (matrices, ⌈S/256⌉) blocks of 256 threads.
extern "C" __global__ void shift_diagonals(activation* matrices, int side, float shift) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i < side) {
    activation& x = matrices[(long long)blockIdx.x * side * side + (long long)i * side + i];
    assign(x, number(x) + shift);
  }
}

// The weights in the format of products.
extern "C" __global__ void round_weights(const float* weights, activation* rounded, long long count) {
  long long step = (long long)gridDim.x * blockDim.x;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += step) {
    assign(rounded[i], weights[i]);
  }
}
