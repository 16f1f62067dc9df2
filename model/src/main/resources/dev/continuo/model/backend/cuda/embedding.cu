// The rows of a table by id, and the way back.

// x (N, C) = table (V, C) at the ids (N). Grid: ⌈N/8⌉ blocks of 256 threads, a warp for each row.
extern "C" __global__ void embed(const int* ids, const float* table, float* x, int rows, int channels) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  if (row >= rows) {
    return;
  }
  const float* from = table + (long long)ids[row] * channels;
  float* to = x + (long long)row * channels;
  for (int i = threadIdx.x % WARP * 4; i < channels; i += WARP * 4) {
    store4(to, i, channels, load4(from, i, channels));
  }
}

// Adds the gradient dx (N, C) of each row to that of its id's row of the table, in the order of the rows. order (N): the
// rows sorted by id, rows of one id in their own order. Grid: (N, ⌈C/1024⌉) blocks of 256 threads; those where an id
// begins work on all of it.
extern "C" __global__ void embed_backward(
    const int* ids, const int* order, const float* dx, float* gradient, int rows, int channels) {
  int first = blockIdx.x;
  int id = ids[order[first]];
  if (first > 0 && ids[order[first - 1]] == id) {
    return;
  }
  int apart = 1; // an id of a text may have thousands of rows, and each look waits for memory
  while (first + apart < rows && ids[order[first + apart]] == id) {
    apart *= 2;
  }
  int last = first + apart / 2; // has the id, and the end does not
  int end = min(first + apart, rows);
  while (last + 1 < end) {
    int middle = (last + end) / 2;
    if (ids[order[middle]] == id) {
      last = middle;
    } else {
      end = middle;
    }
  }
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  gradient += (long long)id * channels;
  float4 sum = load4(gradient, i, channels);
  auto add = [&](float4 x) { sum = make_float4(sum.x + x.x, sum.y + x.y, sum.z + x.z, sum.w + x.w); };
  constexpr int AT_ONCE = 16; // loads under way
  int at = first;
  for (; at + AT_ONCE <= end; at += AT_ONCE) {
    float4 values[AT_ONCE];
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      values[k] = load4(dx + (long long)order[at + k] * channels, i, channels);
    }
#pragma unroll
    for (int k = 0; k < AT_ONCE; k++) {
      add(values[k]);
    }
  }
  for (; at < end; at++) {
    add(load4(dx + (long long)order[at] * channels, i, channels));
  }
  store4(gradient, i, channels, sum);
}
