// LayerNorm (Ba et al., arXiv 1607.06450): y = (x − m)·r·w + b with m = mean(x) and r = 1/√(variance(x) + ε).

// x (N, C) to y (N, C); moments (N, 2) are m and r. A warp for each row. Grid: ⌈N/8⌉ blocks of 256 threads.
extern "C" __global__ void layer_norm(
    const float* x, const float* weight, const float* bias, activation* y, float* moments, int rows, int channels,
    float epsilon) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  if (row >= rows) {
    return;
  }
  x += (long long)row * channels;
  y += (long long)row * channels;
  float sum = 0;
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    float4 v = load4(x, i, channels);
    sum += v.x + v.y + v.z + v.w;
  }
  float mean = warp_sum(sum) / channels;
  float squares = 0;
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    float4 v = load4(x, i, channels);
    float values[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
    for (int k = 0; k < 4; k++) {
      float centred = i + k < channels ? values[k] - mean : 0;
      squares += centred * centred;
    }
  }
  float r = 1 / sqrtf(warp_sum(squares) / channels + epsilon);
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    float4 v = load4(x, i, channels);
    float4 w = load4(weight, i, channels);
    float4 b = load4(bias, i, channels);
    store4(
        y, i, channels,
        make_float4(
            (v.x - mean) * r * w.x + b.x, (v.y - mean) * r * w.y + b.y, (v.z - mean) * r * w.z + b.z,
            (v.w - mean) * r * w.w + b.w));
  }
  if (lane == 0) {
    moments[2LL * row] = mean;
    moments[2LL * row + 1] = r;
  }
}

// With n = (x − m)·r and g = dy·w: dx = r·(g − mean(g) − n·mean(g·n)) (+ the dx that is there), rounded also to
// dxRounded, and the sums of dy·n and of dy over the rows of each block (2, blocks, C). A warp for each row. Dynamic
// shared memory: 2·warps·C floats.
extern "C" __global__ void layer_norm_backward(
    const activation* dy, const float* x, const float* weight, const float* moments, float* dx, activation* dxRounded,
    float* weightSums, int rows, int channels, int add) {
  DYNAMIC_SHARED(memory);
  int warps = blockDim.x / WARP;
  int warp = threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  float* weights = (float*)memory + warp * channels;
  float* biases = (float*)memory + (warps + warp) * channels;
  float4 zero = make_float4(0, 0, 0, 0);
  for (int i = lane * 4; i < channels; i += WARP * 4) {
    store4(weights, i, channels, zero);
    store4(biases, i, channels, zero);
  }
  for (int row = blockIdx.x * warps + warp; row < rows; row += gridDim.x * warps) {
    long long start = (long long)row * channels;
    float mean = moments[2LL * row];
    float r = moments[2LL * row + 1];
    float sum = 0;
    float product = 0;
    for (int i = lane * 4; i < channels; i += WARP * 4) {
      float4 d = load4(dy + start, i, channels);
      float4 v = load4(x + start, i, channels);
      float4 w = load4(weight, i, channels);
      float4 g = make_float4(d.x * w.x, d.y * w.y, d.z * w.z, d.w * w.w);
      sum += g.x + g.y + g.z + g.w;
      product += (g.x * (v.x - mean) + g.y * (v.y - mean) + g.z * (v.z - mean) + g.w * (v.w - mean)) * r;
    }
    float shift = warp_sum(sum) / channels;
    float pull = warp_sum(product) / channels;
    for (int i = lane * 4; i < channels; i += WARP * 4) {
      float4 d = load4(dy + start, i, channels);
      float4 v = load4(x + start, i, channels);
      float4 w = load4(weight, i, channels);
      float4 g = add ? load4(dx + start, i, channels) : zero;
      float4 n = make_float4((v.x - mean) * r, (v.y - mean) * r, (v.z - mean) * r, (v.w - mean) * r);
      g.x += r * (d.x * w.x - shift - n.x * pull);
      g.y += r * (d.y * w.y - shift - n.y * pull);
      g.z += r * (d.z * w.z - shift - n.z * pull);
      g.w += r * (d.w * w.w - shift - n.w * pull);
      store4(dx + start, i, channels, g);
      store4(dxRounded + start, i, channels, g);
      float4 s = load4(weights, i, channels);
      store4(
          weights, i, channels,
          make_float4(s.x + d.x * n.x, s.y + d.y * n.y, s.z + d.z * n.z, s.w + d.w * n.w));
      s = load4(biases, i, channels);
      store4(biases, i, channels, make_float4(s.x + d.x, s.y + d.y, s.z + d.z, s.w + d.w));
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < 2 * channels; i += blockDim.x) {
    int kind = i / channels;
    int channel = i % channels;
    float sum = 0;
    for (int each = 0; each < warps; each++) {
      sum += ((float*)memory)[(kind * warps + each) * channels + channel];
    }
    weightSums[((long long)kind * gridDim.x + blockIdx.x) * channels + channel] = sum;
  }
}
