// silu(gate)·up with silu(x) = x·sigmoid(x) (Shazeer, arXiv 2002.05202). A row of (N, 2F) has gate, then up.

__device__ __forceinline__ float sigmoid(float x) { return 1 / (1 + __expf(-x)); }

// (N, 2F) to (N, F). Grid: (N, ⌈F/1024⌉) blocks of 256 threads.
extern "C" __global__ void swiglu(const activation* gateUp, activation* y, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  const activation* gate = gateUp + (long long)blockIdx.x * 2 * channels;
  float4 g = load4(gate, i, channels);
  float4 u = load4(gate + channels, i, channels);
  float4 result = make_float4(
      g.x * sigmoid(g.x) * u.x, g.y * sigmoid(g.y) * u.y, g.z * sigmoid(g.z) * u.z, g.w * sigmoid(g.w) * u.w);
  store4(y + (long long)blockIdx.x * channels, i, channels, result);
}

__device__ __forceinline__ void swiglu_gradients(float d, float g, float u, float& dGate, float& dUp) {
  float s = sigmoid(g);
  float silu = g * s;
  dUp = d * silu;
  dGate = d * u * (s + silu * (1 - s));
}

// dy (N, F) to the gradient of gate and up (N, 2F). Grid as forward.
extern "C" __global__ void swiglu_backward(
    const activation* dy, const activation* gateUp, activation* dGateUp, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  long long start = (long long)blockIdx.x * 2 * channels;
  float4 d = load4(dy + (long long)blockIdx.x * channels, i, channels);
  float4 g = load4(gateUp + start, i, channels);
  float4 u = load4(gateUp + start + channels, i, channels);
  float4 dGate;
  float4 dUp;
  swiglu_gradients(d.x, g.x, u.x, dGate.x, dUp.x);
  swiglu_gradients(d.y, g.y, u.y, dGate.y, dUp.y);
  swiglu_gradients(d.z, g.z, u.z, dGate.z, dUp.z);
  swiglu_gradients(d.w, g.w, u.w, dGate.w, dUp.w);
  store4(dGateUp + start, i, channels, dGate);
  store4(dGateUp + start + channels, i, channels, dUp);
}
