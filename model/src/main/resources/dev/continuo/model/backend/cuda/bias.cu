// What is added to all rows alike, and its gradient.

// y (N, C) + b (rows of b, C), row by row in turn.
template <typename T>
__device__ __forceinline__ void add_rows_in_turn(const float* b, T* y, int turn, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  y += (long long)blockIdx.x * channels;
  b += (long long)(blockIdx.x % turn) * channels;
  float4 v = load4(y, i, channels);
  float4 more = load4(b, i, channels);
  store4(y, i, channels, make_float4(v.x + more.x, v.y + more.y, v.z + more.z, v.w + more.w));
}

// A bias (C) to activations. Grid: (N, ⌈C/1024⌉) blocks of 256 threads.
extern "C" __global__ void add_bias(const float* bias, activation* y, int channels) {
  add_rows_in_turn(bias, y, 1, channels);
}

// Positions (T, C) to the residual stream; or, with T = 1, a bias. Grid as above.
extern "C" __global__ void add_positions(const float* positions, float* x, int time, int channels) {
  add_rows_in_turn(positions, x, time, channels);
}

// dPositions (T, C): the sum of dx (B, T, C) over the sequences, added to what is there or in its place. Grid:
// (T, ⌈C/1024⌉) blocks of 256 threads.
extern "C" __global__ void positions_backward(
    const float* dx, float* dPositions, int batch, int time, int channels, int add) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  float* to = dPositions + (long long)blockIdx.x * channels;
  float4 sum = add ? load4(to, i, channels) : make_float4(0, 0, 0, 0);
  for (int sequence = 0; sequence < batch; sequence++) {
    float4 d = load4(dx + ((long long)sequence * time + blockIdx.x) * channels, i, channels);
    sum = make_float4(sum.x + d.x, sum.y + d.y, sum.z + d.z, sum.w + d.w);
  }
  store4(to, i, channels, sum);
}

// Parts (P, C) of the sums of dy (N, C) over its rows. Grid: (⌈C/128⌉, P) blocks of 256 threads, a warp for each eighth
// of a part.
extern "C" __global__ void column_sums(const activation* dy, float* parts, int rows, int channels) {
  __shared__ float sums[8][4 * WARP];
  int warp = threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  int i = (blockIdx.x * WARP + lane) * 4;
  float4 sum = make_float4(0, 0, 0, 0);
  if (i < channels) {
#pragma unroll 4
    for (int row = blockIdx.y * 8 + warp; row < rows; row += gridDim.y * 8) {
      float4 d = load4(dy + (long long)row * channels, i, channels);
      sum = make_float4(sum.x + d.x, sum.y + d.y, sum.z + d.z, sum.w + d.w);
    }
  }
  float* own = sums[warp] + lane * 4;
  own[0] = sum.x;
  own[1] = sum.y;
  own[2] = sum.z;
  own[3] = sum.w;
  __syncthreads();
  int channel = blockIdx.x * 4 * WARP + threadIdx.x;
  if (threadIdx.x < 4 * WARP && channel < channels) {
    float total = 0;
    for (int each = 0; each < 8; each++) {
      total += sums[each][threadIdx.x];
    }
    parts[(long long)blockIdx.y * channels + channel] = total;
  }
}
