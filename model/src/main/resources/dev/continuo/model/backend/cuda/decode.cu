// Texts that grow token by token. Their keys and values lie in pages (L, 2, K, 64, D), which a table names text by text;
// a batch has a row for each new token, with its position and where its text begins in the table.

constexpr int PAGE = 64;
#define NOTHING __uint_as_float(0xff800000u) // -infinity, a maximum of no scores

// Where a page has a key, or a value, of a head.
__device__ __forceinline__ long long page_place(
    int page, int layer, int layers, int values, int keyHeads, int keyHead, int size) {
  return ((((long long)page * layers + layer) * 2 + values) * keyHeads + keyHead) * PAGE * size;
}

__device__ __forceinline__ float2 load2(const float* from) { return *(const float2*)from; }

__device__ __forceinline__ float2 load2(const bfloat16* from) {
  unsigned two = *(const unsigned*)from;
  return make_float2(__uint_as_float(two << 16), __uint_as_float(two & 0xffff0000u));
}

// x (N, C) = table (V, C) of activations at the ids (N). Grid: ⌈N/8⌉ blocks of 256 threads, a warp for each row.
extern "C" __global__ void embed_rounded(
    const int* ids, const activation* table, float* x, int rows, int channels) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  if (row >= rows) {
    return;
  }
  const activation* from = table + (long long)ids[row] * channels;
  float* to = x + (long long)row * channels;
  for (int i = threadIdx.x % WARP * 4; i < channels; i += WARP * 4) {
    store4(to, i, channels, load4(from, i, channels));
  }
}

// x (N, C) += the rows of a table (T, C) at the ids (N). Grid: (N, ⌈C/1024⌉) blocks of 256 threads.
extern "C" __global__ void add_rows(const int* ids, const float* table, float* x, int channels) {
  int i = (blockIdx.y * blockDim.x + threadIdx.x) * 4;
  if (i >= channels) {
    return;
  }
  const float* from = table + (long long)ids[blockIdx.x] * channels;
  float* to = x + (long long)blockIdx.x * channels;
  float4 v = load4(to, i, channels);
  float4 more = load4(from, i, channels);
  store4(to, i, channels, make_float4(v.x + more.x, v.y + more.y, v.z + more.z, v.w + more.w));
}

// projected (N, (H+2K) D) to rotated queries (N, H D) and to the pages. A group of lanes has a head.
template <int LANES>
__device__ __forceinline__ void extend_texts(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const int* positions, const int* starts, const int* table, activation* queries, activation* pages, int rows,
    int heads, int keyHeads, int size, int layer, int layers, int normalize, float epsilon) {
  int all = heads + 2 * keyHeads;
  int half = size / 2;
  int lane = threadIdx.x % LANES;
  long long group = (long long)blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES;
  bool inside = group < (long long)rows * all; // the others take part in the sums of their warp
  int row = inside ? (int)(group / all) : 0;
  int head = inside ? (int)(group % all) : 0;
  const activation* x = projected + ((long long)row * all + head) * size;
  float r = 1;
  if (normalize) {
    float squares = 0;
    for (int i = lane; i < size; i += LANES) {
      float value = number(x[i]);
      squares += value * value;
    }
    r = 1 / sqrtf(lanes_sum<LANES>(squares) / size + epsilon);
  }
  if (!inside) {
    return;
  }
  int position = positions[row];
  activation* y = queries + ((long long)row * heads + head) * size;
  if (head >= heads) {
    int values = head >= heads + keyHeads;
    int keyHead = head - heads - values * keyHeads;
    int page = table[starts[row] + position / PAGE];
    y = pages + page_place(page, layer, layers, values, keyHeads, keyHead, size) + position % PAGE * size;
    if (values) {
      for (int i = lane; i < size; i += LANES) {
        y[i] = x[i];
      }
      return;
    }
  }
  const float* weight = head < heads ? queryNorm : keyNorm;
  long long angle = (long long)position * half;
  for (int p = lane; p < half; p += LANES) {
    Pair pair{number(x[p]), number(x[p + half])};
    if (normalize) {
      pair.first *= r * weight[p];
      pair.second *= r * weight[p + half];
    }
    pair = rotated(pair, cosines[angle + p], sines[angle + p]);
    assign(y[p], pair.first);
    assign(y[p + half], pair.second);
  }
}

// Grid: ⌈N·(H+2K)/16⌉ blocks of 256 threads.
extern "C" __global__ void extend_texts_16(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const int* positions, const int* starts, const int* table, activation* queries, activation* pages, int rows,
    int heads, int keyHeads, int size, int layer, int layers, int normalize, float epsilon) {
  extend_texts<16>(
      projected, queryNorm, keyNorm, cosines, sines, positions, starts, table, queries, pages, rows, heads, keyHeads,
      size, layer, layers, normalize, epsilon);
}

// Grid: ⌈N·(H+2K)/8⌉ blocks of 256 threads.
extern "C" __global__ void extend_texts_32(
    const activation* projected, const float* queryNorm, const float* keyNorm, const float* cosines, const float* sines,
    const int* positions, const int* starts, const int* table, activation* queries, activation* pages, int rows,
    int heads, int keyHeads, int size, int layer, int layers, int normalize, float epsilon) {
  extend_texts<32>(
      projected, queryNorm, keyNorm, cosines, sines, positions, starts, table, queries, pages, rows, heads, keyHeads,
      size, layer, layers, normalize, epsilon);
}

// projected (N, (H+2K) D) as it is to queries (N, H D) and to the pages. Grid: (N, ⌈(H+2K)·D/256⌉) blocks of 256 threads.
extern "C" __global__ void store_texts(
    const activation* projected, const int* positions, const int* starts, const int* table, activation* queries,
    activation* pages, int heads, int keyHeads, int size, int layer, int layers) {
  int i = blockIdx.y * blockDim.x + threadIdx.x;
  int across = (heads + 2 * keyHeads) * size;
  if (i >= across) {
    return;
  }
  int row = blockIdx.x;
  int head = i / size;
  activation x = projected[(long long)row * across + i];
  if (head < heads) {
    queries[(long long)row * heads * size + i] = x;
    return;
  }
  int position = positions[row];
  int values = head >= heads + keyHeads;
  int keyHead = head - heads - values * keyHeads;
  int page = table[starts[row] + position / PAGE];
  pages[page_place(page, layer, layers, values, keyHeads, keyHead, size) + position % PAGE * size + i % size] = x;
}

constexpr int TEXT_THREADS = 128;
constexpr int SCORE_LANES = 8; // that share a key

// A token's query heads of one key head, at most HEADS of them, over one part of the text's pages: softmax with a
// running maximum, as in FlashDecoding. Of several parts each gives its sums, its maximum and its total of weights:
// (N, H, parts, D + 2). Shared floats: HEADS·D + HEADS·(PAGE + 3) + 2·TEXT_THREADS·HEADS.
template <int HEADS>
__device__ __forceinline__ void attend_texts(
    const activation* queries, const activation* pages, const int* positions, const int* starts, const int* table,
    activation* attended, float* partial, int heads, int keyHeads, int size, int layer, int layers) {
  DYNAMIC_SHARED(cachedMemory);
  float* query = (float*)cachedMemory;   // (HEADS, D), times the scale
  float* scores = query + HEADS * size;  // (HEADS, PAGE)
  float* maxima = scores + HEADS * PAGE; // (HEADS)
  float* totals = maxima + HEADS;        // (HEADS)
  float* factors = totals + HEADS;       // (HEADS), what older sums are worth under a new maximum
  float* sums = factors + HEADS;         // (thread groups, HEADS, D)
  int row = blockIdx.x;
  int group = heads / keyHeads;
  int chunks = (group + HEADS - 1) / HEADS;
  int keyHead = blockIdx.y / chunks;
  int first = keyHead * group + blockIdx.y % chunks * HEADS;
  int count = min(HEADS, (keyHead + 1) * group - first);
  int length = positions[row] + 1;
  int pageCount = (length + PAGE - 1) / PAGE;
  int pagesOfPart = (pageCount + gridDim.z - 1) / gridDim.z;
  int page = blockIdx.z * pagesOfPart;
  int end = min(page + pagesOfPart, pageCount);
  const int* own = table + starts[row];
  const activation* q = queries + ((long long)row * heads + first) * size;
  float scale = 1 / sqrtf((float)size);
  for (int i = threadIdx.x; i < HEADS * size; i += TEXT_THREADS) {
    query[i] = i < count * size ? number(q[i]) * scale : 0;
  }
  if (threadIdx.x < HEADS) {
    maxima[threadIdx.x] = NOTHING;
    totals[threadIdx.x] = 0;
  }
  int half = size / 2;
  int threadGroups = TEXT_THREADS / half;
  int channel = threadIdx.x % half * 2;
  int threadGroup = threadIdx.x / half;
  float mixed[HEADS][2];
#pragma unroll
  for (int h = 0; h < HEADS; h++) {
    mixed[h][0] = 0;
    mixed[h][1] = 0;
  }
  __syncthreads();
  for (; page < end; page++) {
    const activation* keys = pages + page_place(own[page], layer, layers, 0, keyHeads, keyHead, size);
    const activation* values = pages + page_place(own[page], layer, layers, 1, keyHeads, keyHead, size);
    int present = min(PAGE, length - page * PAGE);
    for (int p = threadIdx.x / SCORE_LANES; p < PAGE; p += TEXT_THREADS / SCORE_LANES) {
      float dots[HEADS];
#pragma unroll
      for (int h = 0; h < HEADS; h++) {
        dots[h] = 0;
      }
      if (p < present) {
        for (int i = threadIdx.x % SCORE_LANES * 2; i < size; i += SCORE_LANES * 2) {
          float2 k = load2(keys + p * size + i);
#pragma unroll
          for (int h = 0; h < HEADS; h++) {
            dots[h] += query[h * size + i] * k.x + query[h * size + i + 1] * k.y;
          }
        }
      }
#pragma unroll
      for (int h = 0; h < HEADS; h++) {
        float dot = lanes_sum<SCORE_LANES>(dots[h]);
        if (threadIdx.x % SCORE_LANES == 0) {
          scores[h * PAGE + p] = p < present ? dot : NOTHING;
        }
      }
    }
    __syncthreads();
    int lane = threadIdx.x % WARP;
    for (int h = threadIdx.x / WARP; h < HEADS; h += TEXT_THREADS / WARP) {
      float a = scores[h * PAGE + lane];
      float b = scores[h * PAGE + WARP + lane];
      float before = maxima[h];
      float largest = fmaxf(before, warp_max(fmaxf(a, b)));
      a = __expf(a - largest);
      b = __expf(b - largest);
      scores[h * PAGE + lane] = a;
      scores[h * PAGE + WARP + lane] = b;
      float total = warp_sum(a + b);
      if (lane == 0) {
        factors[h] = __expf(before - largest);
        totals[h] = totals[h] * factors[h] + total;
        maxima[h] = largest;
      }
    }
    __syncthreads();
    if (threadGroup < threadGroups) {
#pragma unroll
      for (int h = 0; h < HEADS; h++) {
        mixed[h][0] *= factors[h];
        mixed[h][1] *= factors[h];
      }
#pragma unroll 4
      for (int p = threadGroup; p < present; p += threadGroups) {
        float2 v = load2(values + p * size + channel);
#pragma unroll
        for (int h = 0; h < HEADS; h++) {
          float weight = scores[h * PAGE + p];
          mixed[h][0] += weight * v.x;
          mixed[h][1] += weight * v.y;
        }
      }
    }
    __syncthreads();
  }
  if (threadGroup < threadGroups) {
#pragma unroll
    for (int h = 0; h < HEADS; h++) {
      sums[(threadGroup * HEADS + h) * size + channel] = mixed[h][0];
      sums[(threadGroup * HEADS + h) * size + channel + 1] = mixed[h][1];
    }
  }
  __syncthreads();
  for (int i = threadIdx.x; i < count * size; i += TEXT_THREADS) {
    float sum = 0;
    for (int g = 0; g < threadGroups; g++) {
      sum += sums[g * HEADS * size + i];
    }
    int h = i / size;
    if (gridDim.z == 1) {
      assign(attended[((long long)row * heads + first) * size + i], sum / totals[h]);
    } else {
      float* to = partial + (((long long)row * heads + first + h) * gridDim.z + blockIdx.z) * (size + 2);
      to[i % size] = sum;
      if (i % size == 0) {
        to[size] = maxima[h];
        to[size + 1] = totals[h];
      }
    }
  }
}

// Grid: (N, K·⌈H/K/HEADS⌉, parts) blocks of 128 threads.
#define ATTEND_TEXTS(HEADS)                                                                                            \
  attend_texts<HEADS>(                                                                                                 \
      queries, pages, positions, starts, table, attended, partial, heads, keyHeads, size, layer, layers)

extern "C" __global__ void attend_texts_1(
    const activation* queries, const activation* pages, const int* positions, const int* starts, const int* table,
    activation* attended, float* partial, int heads, int keyHeads, int size, int layer, int layers) {
  ATTEND_TEXTS(1);
}

extern "C" __global__ void attend_texts_2(
    const activation* queries, const activation* pages, const int* positions, const int* starts, const int* table,
    activation* attended, float* partial, int heads, int keyHeads, int size, int layer, int layers) {
  ATTEND_TEXTS(2);
}

extern "C" __global__ void attend_texts_4(
    const activation* queries, const activation* pages, const int* positions, const int* starts, const int* table,
    activation* attended, float* partial, int heads, int keyHeads, int size, int layer, int layers) {
  ATTEND_TEXTS(4);
}

extern "C" __global__ void attend_texts_8(
    const activation* queries, const activation* pages, const int* positions, const int* starts, const int* table,
    activation* attended, float* partial, int heads, int keyHeads, int size, int layer, int layers) {
  ATTEND_TEXTS(8);
}

// The parts (N·H, parts, D + 2) of each head as one (N·H, D). Grid: N·H blocks of 128 threads.
extern "C" __global__ void combine_texts(const float* partial, activation* attended, int parts, int size) {
  const float* own = partial + (long long)blockIdx.x * parts * (size + 2);
  float largest = NOTHING;
  for (int part = 0; part < parts; part++) {
    largest = fmaxf(largest, own[part * (size + 2) + size]);
  }
  float total = 0;
  for (int part = 0; part < parts; part++) {
    total += own[part * (size + 2) + size + 1] * __expf(own[part * (size + 2) + size] - largest);
  }
  for (int i = threadIdx.x; i < size; i += blockDim.x) {
    float sum = 0;
    for (int part = 0; part < parts; part++) {
      sum += own[part * (size + 2) + i] * __expf(own[part * (size + 2) + size] - largest);
    }
    assign(attended[(long long)blockIdx.x * size + i], sum / total);
  }
}

// A page over another. Grid: any number of blocks.
extern "C" __global__ void copy_page(activation* pages, int from, int to, long long elements) {
  const uint4* source = (const uint4*)(pages + from * elements);
  uint4* target = (uint4*)(pages + to * elements);
  long long count = elements * (long long)sizeof(activation) / 16;
  for (long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x; i < count; i += (long long)gridDim.x * blockDim.x) {
    target[i] = source[i];
  }
}
