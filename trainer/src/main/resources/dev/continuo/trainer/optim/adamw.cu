// AdamW over many tensors in one launch: a block works on one stretch of one tensor. Compiled by NVRTC when a run
// begins; the layout of Stretch is also that of CudaElementwise.java.

struct Stretch {
  float* weight;
  const float* gradient;
  float* mean;
  float* square;
  long long count;
  float rate;
  float keep;
};

// sums[block] = the sum of the squares of the block's gradients; the order of the additions is fixed.
extern "C" __global__ void squared_norm(const Stretch* stretches, double* sums) {
  __shared__ double parts[256];
  const Stretch stretch = stretches[blockIdx.x];
  double sum = 0;
  for (long long i = threadIdx.x; i < stretch.count; i += blockDim.x) {
    const double g = stretch.gradient[i];
    sum += g * g;
  }
  parts[threadIdx.x] = sum;
  __syncthreads();
  for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
    if (threadIdx.x < half) {
      parts[threadIdx.x] += parts[threadIdx.x + half];
    }
    __syncthreads();
  }
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = parts[0];
  }
}

// mean = beta1*mean + (1-beta1)*g, square = beta2*square + (1-beta2)*g*g, with g = clip*gradient;
// weight = keep*weight - rate*mean/(sqrt(square) + epsilon).
extern "C" __global__ void adamw(
    const Stretch* stretches, float clip, float beta1, float beta2, float epsilon) {
  const Stretch stretch = stretches[blockIdx.x];
  for (long long i = threadIdx.x; i < stretch.count; i += blockDim.x) {
    const float g = clip * stretch.gradient[i];
    const float m = beta1 * stretch.mean[i] + (1 - beta1) * g;
    const float v = beta2 * stretch.square[i] + (1 - beta2) * g * g;
    stretch.mean[i] = m;
    stretch.square[i] = v;
    stretch.weight[i] = stretch.keep * stretch.weight[i] - stretch.rate * m / (sqrtf(v) + epsilon);
  }
}
