// Root-mean-square norm (Zhang and Sennrich, arXiv 1910.07467): y = x·r·w with r = 1/√(mean(x²) + ε).

// x (N, C) to y (N, C) and r (N). A warp for each row. Grid: ⌈N/8⌉ blocks of 256 threads.
extern "C" __global__ void rms_norm(
    const float* x, const float* weight, activation* y, float* scales, int rows, int channels, float epsilon) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  if (row >= rows) {
    return;
  }
  x += (long long)row * channels;
  y += (long long)row * channels;
  float squares = 0;
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    float4 v = load4(x, i, channels);
    squares += v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w;
  }
  float r = 1 / sqrtf(warp_sum(squares) / channels + epsilon);
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    float4 v = load4(x, i, channels);
    float4 w = load4(weight, i, channels);
    store4(y, i, channels, make_float4(v.x * r * w.x, v.y * r * w.y, v.z * r * w.z, v.w * r * w.w));
  }
  if (lane == 0) {
    scales[row] = r;
  }
}

// With g = dy·w: dx = r·(g − x·r²·mean(g·x)) (+ the dx that is there), rounded also to dxRounded, and the sums of
// dy·x·r over the rows of each block (blocks, C). A warp for each row. Dynamic shared memory: warps·C floats.
extern "C" __global__ void rms_norm_backward(
    const activation* dy, const float* x, const float* weight, const float* scales, float* dx, activation* dxRounded,
    float* weightSums, int rows, int channels, int add) {
  DYNAMIC_SHARED(memory);
  int warps = blockDim.x / WARP;
  int warp = threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  float* sums = (float*)memory + warp * channels;
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    store4(sums, i, channels, make_float4(0, 0, 0, 0));
  }
  for (int row = blockIdx.x * warps + warp; row < rows; row += gridDim.x * warps) {
    long long start = (long long)row * channels;
    float r = scales[row];
    float product = 0;
    for (int i = lane * 4; i < channels; i += WARP * 4) {
      float4 d = load4(dy + start, i, channels);
      float4 v = load4(x + start, i, channels);
      float4 w = load4(weight, i, channels);
      product += d.x * w.x * v.x + d.y * w.y * v.y + d.z * w.z * v.z + d.w * w.w * v.w;
    }
    float pull = -r * r * r * warp_sum(product) / channels;
    for (int i = lane * 4; i < channels; i += WARP * 4) {
      float4 d = load4(dy + start, i, channels);
      float4 v = load4(x + start, i, channels);
      float4 w = load4(weight, i, channels);
      float4 s = load4(sums, i, channels);
      float4 g = add ? load4(dx + start, i, channels) : make_float4(0, 0, 0, 0);
      g.x += v.x * pull + d.x * w.x * r;
      g.y += v.y * pull + d.y * w.y * r;
      g.z += v.z * pull + d.z * w.z * r;
      g.w += v.w * pull + d.w * w.w * r;
      store4(dx + start, i, channels, g);
      store4(dxRounded + start, i, channels, g);
      s.x += d.x * v.x * r;
      s.y += d.y * v.y * r;
      s.z += d.z * v.z * r;
      s.w += d.w * v.w * r;
      store4(sums, i, channels, s);
    }
  }
  __syncthreads();
  for (int channel = threadIdx.x; channel < channels; channel += blockDim.x) {
    float sum = 0;
    for (int each = 0; each < warps; each++) {
      sum += ((float*)memory)[each * channels + channel];
    }
    weightSums[(long long)blockIdx.x * channels + channel] = sum;
  }
}

// The sum over the rows of (rows, C), added to what is there or in its place. Grid: ⌈C/32⌉ blocks of 32·32 threads, each
// with 32 channels.
extern "C" __global__ void sum_rows(const float* parts, float* result, int rows, int channels, int add) {
  constexpr int SLICES = 32;
  __shared__ float sums[SLICES][WARP];
  int slice = threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  int channel = blockIdx.x * WARP + lane;
  float sum = 0;
  if (channel < channels) {
#pragma unroll 16
    for (int row = slice; row < rows; row += SLICES) {
      sum += parts[(long long)row * channels + channel];
    }
  }
  sums[slice][lane] = sum;
  __syncthreads();
  if (slice == 0 && channel < channels) {
    float total = add ? result[channel] : 0;
    for (int each = 0; each < SLICES; each++) {
      total += sums[each][lane];
    }
    result[channel] = total;
  }
}
