// GELU by way of the hyperbolic tangent (Hendrycks and Gimpel, arXiv 1606.08415), as GPT-2 has it:
// x·(1 + tanh(u))/2 = x·sigmoid(2u) with u = √(2/π)·(x + 0.044715·x³).

constexpr float GELU_SLOPE = 1.5957691216057308f; // 2·√(2/π)
constexpr float GELU_CUBE = 0.044715f;

__device__ __forceinline__ float gelu_of(float x) { return x * sigmoid(GELU_SLOPE * (x + GELU_CUBE * x * x * x)); }

__device__ __forceinline__ float gelu_slope(float x) {
  float s = sigmoid(GELU_SLOPE * (x + GELU_CUBE * x * x * x));
  return s + x * s * (1 - s) * GELU_SLOPE * (1 + 3 * GELU_CUBE * x * x);
}

// x (N, F) to y (N, F). Grid: (N, ⌈F/1024⌉) blocks of 256 threads.
extern "C" __global__ void gelu(const activation* x, activation* y, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  long long start = (long long)blockIdx.x * channels;
  float4 v = load4(x + start, i, channels);
  store4(y + start, i, channels, make_float4(gelu_of(v.x), gelu_of(v.y), gelu_of(v.z), gelu_of(v.w)));
}

// dy (N, F) to dx (N, F). Grid as forward.
extern "C" __global__ void gelu_backward(const activation* dy, const activation* x, activation* dx, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  long long start = (long long)blockIdx.x * channels;
  float4 d = load4(dy + start, i, channels);
  float4 v = load4(x + start, i, channels);
  store4(
      dx + start, i, channels,
      make_float4(
          d.x * gelu_slope(v.x), d.y * gelu_slope(v.y), d.z * gelu_slope(v.z), d.w * gelu_slope(v.w)));
}
