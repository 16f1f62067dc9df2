// Causal attention of grouped queries, after FlashAttention-2 (Dao 2023, arXiv 2307.08691): with scores s = scale q.k,
//
//   p = exp(s - logSum), o = p v                                     (forward)
//   dv = p^T do, dp = do v^T, ds = p (dp - delta), delta = sum(o do)   (backward)
//   dk = scale ds^T q, dq = scale ds k
//
// N = B T rows; H heads of queries, K of keys, D numbers each; query head h attends to key head h / (H / K).
// Each kernel is there for tensor cores (_64, _128: the size of a head) and plain (any size up to 256).

// Where the heads are: rotated (N, (H+K) D) has queries and keys, projected (N, (H+2K) D) has the values last. Where
// nothing is rotated, projected is given for both.
struct AttentionLayout {
  int time, heads, keyHeads, headSize, rotatedStride;

  __device__ __forceinline__ int projectedStride() const { return (heads + 2 * keyHeads) * headSize; }
  __device__ __forceinline__ int attendedStride() const { return heads * headSize; }
  __device__ __forceinline__ int keyHead(int head) const { return head / (heads / keyHeads); }

  __device__ __forceinline__ long long query(int batch, int head, int row) const {
    return ((long long)batch * time + row) * rotatedStride + head * headSize;
  }
  __device__ __forceinline__ long long key(int batch, int keyHead, int row) const {
    return query(batch, heads + keyHead, row);
  }
  __device__ __forceinline__ long long projected(int batch, int head, int row) const {
    return ((long long)batch * time + row) * projectedStride() + head * headSize;
  }
  __device__ __forceinline__ long long value(int batch, int keyHead, int row) const {
    return projected(batch, heads + keyHeads + keyHead, row);
  }
  __device__ __forceinline__ long long attended(int batch, int head, int row) const {
    return ((long long)batch * time + row) * attendedStride() + head * headSize;
  }
  // Of logSums and delta (B, H, T).
  __device__ __forceinline__ long long row(int batch, int head, int row) const {
    return ((long long)batch * heads + head) * time + row;
  }
};

// ---- For tensor cores ----

#ifndef CONTINUO_FLOAT32

// A block has 128 rows of its own and passes over tiles of 64 others.
constexpr int OWN_ROWS = 128;
constexpr int TILE_ROWS = 64;

// Tiles in shared memory: rows of D bfloat16, in which the 16 bytes number c of row r are at c ^ (r % 8), so that 8 rows
// of one column are in different banks.
template <int D>
struct Tile {
  static constexpr int ROW_BYTES = 2 * D;
  static constexpr int BYTES = TILE_ROWS * ROW_BYTES;
  static constexpr int OWN_BYTES = OWN_ROWS * ROW_BYTES;
  static constexpr int COLUMNS = D / 8;

  static __device__ __forceinline__ int place(int row, int column) {
    return row * ROW_BYTES + ((column ^ (row % 8)) << 4);
  }

  // A lane's part of the address of 16 rows and 16 columns, as the left operand or, transposed, as the right one.
  static __device__ __forceinline__ unsigned rowsFirst() {
    int lane = threadIdx.x % WARP;
    return (unsigned)place(lane % 16, lane / 16);
  }

  // The same where the rows are the columns of the right operand.
  static __device__ __forceinline__ unsigned columnsFirst() {
    int lane = threadIdx.x % WARP;
    return (unsigned)place(lane % 8 + lane / 16 * 8, lane / 8 % 2);
  }

  // The address of the 16 rows from row, a multiple of 8, and the 16 columns number step.
  static __device__ __forceinline__ unsigned at(unsigned tileAndLane, int row, int step) {
    return (tileAndLane ^ (unsigned)(step * 32)) + (unsigned)(row * ROW_BYTES);
  }

  // Starts to copy rows to a tile; those that are not present become zeros.
  template <int ROWS, int THREADS>
  static __device__ __forceinline__ void copy(unsigned to, const bfloat16* from, int stride, int present) {
    constexpr int APART = THREADS / COLUMNS;
    static_assert(ROWS % APART == 0 && APART % 8 == 0, "");
    int first = threadIdx.x / COLUMNS;
    int column = threadIdx.x % COLUMNS;
    to += place(first, column);
    from += column * 8;
    if (present >= ROWS) {
      from += first * stride;
#pragma unroll
      for (int i = 0; i < ROWS / APART; i++) {
        copy_async16(to + i * APART * ROW_BYTES, from + i * (APART * stride));
      }
    } else {
#pragma unroll 1
      for (int i = 0; i < ROWS / APART; i++) {
        int row = first + i * APART;
        copy_async16(to + i * APART * ROW_BYTES, from + (row < present ? row : 0) * stride, row < present);
      }
    }
  }

  // Rows of a warp times their factors, through its part of shared memory.
  template <int TILES>
  static __device__ __forceinline__ void store(unsigned char* shared, const float (&sums)[TILES][D / 8][4],
                                               const float (&factors)[TILES][2], bfloat16* to, int stride,
                                               int present) {
    int lane = threadIdx.x % WARP;
#pragma unroll
    for (int t = 0; t < TILES; t++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int row = t * 16 + half * 8 + lane / 4;
#pragma unroll
        for (int n = 0; n < D / 8; n++) {
          *(unsigned*)(shared + place(row, n) + lane % 4 * 4) =
              pack_bfloat16(sums[t][n][2 * half] * factors[t][half], sums[t][n][2 * half + 1] * factors[t][half]);
        }
      }
    }
    __syncwarp();
#pragma unroll
    for (int i = 0; i < TILES * 16 * COLUMNS / WARP; i++) {
      int row = (i * WARP + lane) / COLUMNS;
      int column = (i * WARP + lane) % COLUMNS;
      if (row < present) {
        *(uint4*)(to + (long long)row * stride + column * 8) = *(const uint4*)(shared + place(row, column));
      }
    }
  }
};

// Sums of a warp's product as the left operand of the next: 16 rows, columns 16 step to 16 step + 15.
template <int N>
__device__ __forceinline__ void as_left(unsigned (&left)[4], const float (&sums)[N][4], int step) {
  left[0] = pack_bfloat16(sums[2 * step][0], sums[2 * step][1]);
  left[1] = pack_bfloat16(sums[2 * step][2], sums[2 * step][3]);
  left[2] = pack_bfloat16(sums[2 * step + 1][0], sums[2 * step + 1][1]);
  left[3] = pack_bfloat16(sums[2 * step + 1][2], sums[2 * step + 1][3]);
}

template <int A, int B>
__device__ __forceinline__ void clear(float (&sums)[A][B][4]) {
#pragma unroll
  for (int a = 0; a < A; a++) {
#pragma unroll
    for (int b = 0; b < B; b++) {
#pragma unroll
      for (int i = 0; i < 4; i++) {
        sums[a][b][i] = 0;
      }
    }
  }
}

// Over the four lanes that share a row of a product.
__device__ __forceinline__ float quad_max(float x) {
  x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 1));
  return fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 2));
}

__device__ __forceinline__ float quad_sum(float x) {
  x += __shfl_xor_sync(ALL_LANES, x, 1);
  return x + __shfl_xor_sync(ALL_LANES, x, 2);
}

// Blocks of heads of 64 on a multiprocessor: two, with registers for the queries, or three, without.
#ifndef FORWARD_BLOCKS_64
#define FORWARD_BLOCKS_64 2
#endif

template <int D>
struct ForwardShape {
  static constexpr int TILES = 2;  // of 16 queries in a warp
  static constexpr int WARPS = OWN_ROWS / (16 * TILES);
  static constexpr bool QUERIES_IN_REGISTERS = D == 64 && FORWARD_BLOCKS_64 == 2;
  // After two buffers of keys and values.
  static constexpr int QUERIES_AT = 4 * Tile<D>::BYTES;
};

// Where a block of training finds its rows: a sequence of a batch.
template <int D>
struct SequenceRows {
  static constexpr bool LOG_SUMS = true;
  const AttentionLayout layout;
  const int head;
  const int batch;
  const bfloat16* queriesOfAll;
  const bfloat16* keysOfAll;
  const bfloat16* valuesOfAll;
  bfloat16* attendedOfAll;
  float* logSums;

  __device__ __forceinline__ const bfloat16* queries(int row) const {
    return queriesOfAll + layout.query(batch, head, row);
  }
  __device__ __forceinline__ int queryStride() const { return layout.rotatedStride; }
  __device__ __forceinline__ const bfloat16* keys(int tile) const {
    return keysOfAll + (long long)(tile * TILE_ROWS) * layout.rotatedStride;
  }
  __device__ __forceinline__ int keyStride() const { return layout.rotatedStride; }
  __device__ __forceinline__ const bfloat16* values(int tile) const {
    return valuesOfAll + (long long)(tile * TILE_ROWS) * layout.projectedStride();
  }
  __device__ __forceinline__ int valueStride() const { return layout.projectedStride(); }
  __device__ __forceinline__ bfloat16* attended(int row) const {
    return attendedOfAll + layout.attended(batch, head, row);
  }
  __device__ __forceinline__ int attendedStride() const { return layout.attendedStride(); }
  __device__ __forceinline__ void keepLogSum(int row, float logSum) const {
    logSums[layout.row(batch, head, row)] = logSum;
  }
};

// The queries of a head at 128 positions from blockRow, or those of them below time, over the keys up to each.
template <int D, class Rows>
__device__ __forceinline__ void attend_block(const Rows& rows, int blockRow, int time) {
  using Shape = ForwardShape<D>;
  constexpr int TILES = Shape::TILES;
  constexpr int THREADS = Shape::WARPS * WARP;
  constexpr int STEPS = D / 16;
  DYNAMIC_SHARED(shared);
  const int lane = threadIdx.x % WARP;
  const int warpRow = threadIdx.x / WARP * (16 * TILES);
  const int firstQuery = blockRow + warpRow;
  const int lastQuery = firstQuery < time ? firstQuery + 16 * TILES - 1 : -1;

  const unsigned base = shared_address(shared);
  const unsigned rowsFirst = Tile<D>::rowsFirst();
  const unsigned columnsFirst = Tile<D>::columnsFirst();

  auto copy = [&](int tile) {
    unsigned to = base + tile % 2 * (2 * Tile<D>::BYTES);
    int row = tile * TILE_ROWS;
    Tile<D>::template copy<TILE_ROWS, THREADS>(to, rows.keys(tile), rows.keyStride(), time - row);
    Tile<D>::template copy<TILE_ROWS, THREADS>(to + Tile<D>::BYTES, rows.values(tile), rows.valueStride(),
                                               time - row);
    copy_group();
  };

  const int end = min(blockRow + OWN_ROWS, time);
  const int tiles = (end + TILE_ROWS - 1) / TILE_ROWS;
  const unsigned queriesAt = base + Shape::QUERIES_AT;
  Tile<D>::template copy<OWN_ROWS, THREADS>(queriesAt, rows.queries(blockRow), rows.queryStride(),
                                            time - blockRow);
  copy(0);

  unsigned queries[TILES][Shape::QUERIES_IN_REGISTERS ? STEPS : 1][4];
  if (Shape::QUERIES_IN_REGISTERS) {
    copy_wait<0>();
    __syncthreads();
#pragma unroll
    for (int t = 0; t < TILES; t++) {
#pragma unroll
      for (int step = 0; step < STEPS; step++) {
        load_matrices(queries[t][Shape::QUERIES_IN_REGISTERS ? step : 0],
                      Tile<D>::at(queriesAt + rowsFirst, warpRow + t * 16, step));
      }
    }
  }

  const float scale = LOG2_E * rsqrtf((float)D);
  float sums[TILES][D / 8][4];
  float largest[TILES][2];
  float total[TILES][2];
  clear(sums);
#pragma unroll
  for (int t = 0; t < TILES; t++) {
    largest[t][0] = largest[t][1] = __int_as_float(0xff800000);
    total[t][0] = total[t][1] = 0;
  }

  for (int tile = 0; tile < tiles; tile++) {
    copy_wait<0>();
    __syncthreads();
    if (tile + 1 < tiles) {
      copy(tile + 1);
    }
    const int firstKey = tile * TILE_ROWS;
    if (firstKey > lastQuery) {
      continue;
    }
    const unsigned buffer = base + tile % 2 * (2 * Tile<D>::BYTES);

    float scores[TILES][TILE_ROWS / 8][4];
    clear(scores);
#pragma unroll
    for (int step = 0; step < STEPS; step++) {
      if (!Shape::QUERIES_IN_REGISTERS) {
#pragma unroll
        for (int t = 0; t < TILES; t++) {
          load_matrices(queries[t][0], Tile<D>::at(queriesAt + rowsFirst, warpRow + t * 16, step));
        }
      }
#pragma unroll
      for (int n = 0; n < TILE_ROWS / 16; n++) {
        unsigned right[4];
        load_matrices(right, Tile<D>::at(buffer + columnsFirst, n * 16, step));
#pragma unroll
        for (int t = 0; t < TILES; t++) {
          const auto& left = queries[t][Shape::QUERIES_IN_REGISTERS ? step : 0];
          add_product(scores[t][2 * n], left, right[0], right[1]);
          add_product(scores[t][2 * n + 1], left, right[2], right[3]);
        }
      }
    }

    if (firstKey + TILE_ROWS - 1 > firstQuery) {
#pragma unroll
      for (int t = 0; t < TILES; t++) {
#pragma unroll
        for (int n = 0; n < TILE_ROWS / 8; n++) {
#pragma unroll
          for (int i = 0; i < 4; i++) {
            int key = firstKey + n * 8 + lane % 4 * 2 + i % 2;
            int query = firstQuery + t * 16 + lane / 4 + i / 2 * 8;
            scores[t][n][i] = key > query ? __int_as_float(0xff800000) : scores[t][n][i];
          }
        }
      }
    }

    // Exponentials are relative to a score near the row's largest, at most 2^8; only where that would be passed are the
    // sums so far brought to the new largest one. Key 0 is in the first tile, so that this is a number from then on.
    float shrink[TILES][2];
    bool grown = false;
#pragma unroll
    for (int t = 0; t < TILES; t++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        float most = scores[t][0][2 * half];
#pragma unroll
        for (int n = 0; n < TILE_ROWS / 8; n++) {
          most = fmaxf(most, fmaxf(scores[t][n][2 * half], scores[t][n][2 * half + 1]));
        }
        most = quad_max(most);
        shrink[t][half] = 1;
        if ((most - largest[t][half]) * scale > 8) {
          shrink[t][half] = fast_exp2((largest[t][half] - most) * scale);
          largest[t][half] = most;
          grown = true;
        }
      }
    }
    if (__any_sync(ALL_LANES, grown)) {
#pragma unroll
      for (int t = 0; t < TILES; t++) {
#pragma unroll
        for (int half = 0; half < 2; half++) {
          total[t][half] *= shrink[t][half];
#pragma unroll
          for (int n = 0; n < D / 8; n++) {
            sums[t][n][2 * half] *= shrink[t][half];
            sums[t][n][2 * half + 1] *= shrink[t][half];
          }
        }
      }
    }
#pragma unroll
    for (int t = 0; t < TILES; t++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
        float shift = largest[t][half] * scale;
#pragma unroll
        for (int n = 0; n < TILE_ROWS / 8; n++) {
#pragma unroll
          for (int i = 2 * half; i < 2 * half + 2; i++) {
            scores[t][n][i] = fast_exp2(fmaf(scores[t][n][i], scale, -shift));
            total[t][half] += scores[t][n][i];
          }
        }
      }
    }

#pragma unroll
    for (int step = 0; step < TILE_ROWS / 16; step++) {
      unsigned left[TILES][4];
#pragma unroll
      for (int t = 0; t < TILES; t++) {
        as_left(left[t], scores[t], step);
      }
#pragma unroll
      for (int n = 0; n < STEPS; n++) {
        unsigned right[4];
        load_matrices_transposed(right, Tile<D>::at(buffer + rowsFirst, TILE_ROWS + step * 16, n));
#pragma unroll
        for (int t = 0; t < TILES; t++) {
          add_product(sums[t][2 * n], left[t], right[0], right[1]);
          add_product(sums[t][2 * n + 1], left[t], right[2], right[3]);
        }
      }
    }
  }

  float factors[TILES][2];
#pragma unroll
  for (int t = 0; t < TILES; t++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      float sum = quad_sum(total[t][half]);
      factors[t][half] = 1 / sum;
      int query = firstQuery + t * 16 + half * 8 + lane / 4;
      if (Rows::LOG_SUMS && lane % 4 == 0 && query < time) {
        rows.keepLogSum(query, LN_2 * (largest[t][half] * scale + log2f(sum)));
      }
    }
  }
  __syncthreads();
  Tile<D>::template store<TILES>(shared + warpRow * Tile<D>::ROW_BYTES, sums, factors,
                                 rows.attended(firstQuery), rows.attendedStride(), time - firstQuery);
}

template <int D>
__device__ __forceinline__ void attention_forward(const bfloat16* __restrict__ rotated,
                                                  const bfloat16* __restrict__ projected,
                                                  bfloat16* __restrict__ attended, float* __restrict__ logSums,
                                                  int time, int heads, int keyHeads,
                                                  int rotatedStride) {
  const AttentionLayout layout{time, heads, keyHeads, D, rotatedStride};
  const int head = blockIdx.x;
  const int keyHead = layout.keyHead(head);
  const int batch = blockIdx.z;
  const int blockRow = ((int)gridDim.y - 1 - (int)blockIdx.y) * OWN_ROWS;
  const SequenceRows<D> rows{layout,
                             head,
                             batch,
                             rotated,
                             rotated + layout.key(batch, keyHead, 0),
                             projected + layout.value(batch, keyHead, 0),
                             attended,
                             logSums};
  attend_block<D>(rows, blockRow, time);
}

template <int D>
struct BackwardShape {
  static constexpr int TILES = D == 64 ? 2 : 1;  // of 16 rows in a warp
  static constexpr int WARPS = OWN_ROWS / (16 * TILES);
};

// A warp's own rows of two matrices, through shared memory to registers.
template <int D, int TILES, int THREADS>
__device__ __forceinline__ void load_own(unsigned (&left)[2][TILES][D / 16][4], unsigned base, int warpRow,
                                         const bfloat16* first, int firstStride, const bfloat16* second,
                                         int secondStride, int present) {
  Tile<D>::template copy<OWN_ROWS, THREADS>(base, first, firstStride, present);
  Tile<D>::template copy<OWN_ROWS, THREADS>(base + Tile<D>::OWN_BYTES, second, secondStride, present);
  copy_group();
  copy_wait<0>();
  __syncthreads();
#pragma unroll
  for (int matrix = 0; matrix < 2; matrix++) {
#pragma unroll
    for (int t = 0; t < TILES; t++) {
#pragma unroll
      for (int step = 0; step < D / 16; step++) {
        load_matrices(left[matrix][t][step], Tile<D>::at(base + matrix * Tile<D>::OWN_BYTES + Tile<D>::rowsFirst(),
                                                         warpRow + t * 16, step));
      }
    }
  }
  __syncthreads();
}

// products (16 TILES, 16) = left (16 TILES, D) . rows^T, of 16 rows from row.
template <int D, int TILES>
__device__ __forceinline__ void products_with_rows(float (&products)[TILES][2][4],
                                                   const unsigned (&left)[TILES][D / 16][4], unsigned tileAndLane,
                                                   int row) {
  clear(products);
#pragma unroll
  for (int step = 0; step < D / 16; step++) {
    unsigned right[4];
    load_matrices(right, Tile<D>::at(tileAndLane, row, step));
#pragma unroll
    for (int t = 0; t < TILES; t++) {
      add_product(products[t][0], left[t][step], right[0], right[1]);
      add_product(products[t][1], left[t][step], right[2], right[3]);
    }
  }
}

// sums (16 TILES, D) += weights (16 TILES, 16) . rows (16, D), from row.
template <int D, int TILES>
__device__ __forceinline__ void add_weighted_rows(float (&sums)[TILES][D / 8][4],
                                                  const float (&weights)[TILES][2][4], unsigned tileAndLane,
                                                  int row) {
  unsigned left[TILES][4];
#pragma unroll
  for (int t = 0; t < TILES; t++) {
    as_left(left[t], weights[t], 0);
  }
#pragma unroll
  for (int n = 0; n < D / 16; n++) {
    unsigned right[4];
    load_matrices_transposed(right, Tile<D>::at(tileAndLane, row, n));
#pragma unroll
    for (int t = 0; t < TILES; t++) {
      add_product(sums[t][2 * n], left[t], right[0], right[1]);
      add_product(sums[t][2 * n + 1], left[t], right[2], right[3]);
    }
  }
}

template <int D>
__device__ __forceinline__ void attention_backward_keys(const bfloat16* __restrict__ rotated,
                                                        const bfloat16* __restrict__ projected,
                                                        const bfloat16* __restrict__ dAttended,
                                                        const float* __restrict__ logSums,
                                                        const float* __restrict__ delta,
                                                        bfloat16* __restrict__ dProjected, int time, int heads,
                                                        int keyHeads, int rotatedStride) {
  constexpr int TILES = BackwardShape<D>::TILES;
  constexpr int THREADS = BackwardShape<D>::WARPS * WARP;
  DYNAMIC_SHARED(shared);
  const AttentionLayout layout{time, heads, keyHeads, D, rotatedStride};
  const int keyHead = blockIdx.x;
  const int batch = blockIdx.z;
  const int lane = threadIdx.x % WARP;
  const int blockRow = blockIdx.y * OWN_ROWS;
  const int warpRow = threadIdx.x / WARP * (16 * TILES);
  const int firstKey = blockRow + warpRow;
  const int lastKey = firstKey + 16 * TILES - 1;
  const unsigned base = shared_address(shared);
  const unsigned rowsFirst = Tile<D>::rowsFirst();
  const unsigned columnsFirst = Tile<D>::columnsFirst();

  unsigned own[2][TILES][D / 16][4];  // keys, values
  load_own<D, TILES, THREADS>(own, base, warpRow, rotated + layout.key(batch, keyHead, blockRow),
                              layout.rotatedStride, projected + layout.value(batch, keyHead, blockRow),
                              layout.projectedStride(), time - blockRow);

  // The queries from the diagonal on, for each head of the group: two buffers of queries and dAttended; then two of
  // logSums and delta.
  const int group = heads / keyHeads;
  const int endHead = (keyHead + 1) * group;

  auto copy = [&](int buffer, int head, int row) {
    unsigned to = base + buffer * (2 * Tile<D>::BYTES);
    Tile<D>::template copy<TILE_ROWS, THREADS>(to, rotated + layout.query(batch, head, row), layout.rotatedStride,
                                               time - row);
    Tile<D>::template copy<TILE_ROWS, THREADS>(to + Tile<D>::BYTES, dAttended + layout.attended(batch, head, row),
                                               layout.attendedStride(), time - row);
    int i = threadIdx.x;
    if (i < 2 * TILE_ROWS) {
      const float* from = (i < TILE_ROWS ? logSums : delta) + layout.row(batch, head, 0);
      int query = row + i % TILE_ROWS;
      bool there = query < time;
      copy_async4(base + 4 * Tile<D>::BYTES + buffer * (2 * TILE_ROWS * 4) + i * 4, from + (there ? query : 0), there);
    }
    copy_group();
  };

  const float scale = LOG2_E * rsqrtf((float)D);
  float dKeys[TILES][D / 8][4];
  float dValues[TILES][D / 8][4];
  clear(dKeys);
  clear(dValues);

  int head = keyHead * group;
  int firstQuery = blockRow;
  int turn = 0;
  copy(0, head, firstQuery);
  while (head < endHead) {
    int nextHead = head;
    int nextQuery = firstQuery + TILE_ROWS;
    if (nextQuery >= time) {
      nextHead++;
      nextQuery = blockRow;
    }
    copy_wait<0>();
    __syncthreads();
    if (nextHead < endHead) {
      copy(turn ^ 1, nextHead, nextQuery);
    }
    const unsigned buffer = base + turn * (2 * Tile<D>::BYTES);
    const float* rows = (const float*)(shared + 4 * Tile<D>::BYTES) + turn * (2 * TILE_ROWS);

    auto chunk = [&](int row, bool masked) {
      float p[TILES][2][4];  // transposed: keys, queries
      float ds[TILES][2][4];
      products_with_rows<D, TILES>(p, own[0], buffer + columnsFirst, row);
      products_with_rows<D, TILES>(ds, own[1], buffer + columnsFirst, TILE_ROWS + row);
#pragma unroll
      for (int n = 0; n < 2; n++) {
        int column = row + n * 8 + lane % 4 * 2;
        float2 logSum = *(const float2*)(rows + column);
        float2 rowDelta = *(const float2*)(rows + TILE_ROWS + column);
#pragma unroll
        for (int t = 0; t < TILES; t++) {
#pragma unroll
          for (int i = 0; i < 4; i++) {
            float x = fast_exp2(fmaf(p[t][n][i], scale, -LOG2_E * (i % 2 ? logSum.y : logSum.x)));
            if (masked) {
              int key = firstKey + t * 16 + lane / 4 + i / 2 * 8;
              x = key > firstQuery + column + i % 2 ? 0 : x;
            }
            p[t][n][i] = x;
            ds[t][n][i] = x * (ds[t][n][i] - (i % 2 ? rowDelta.y : rowDelta.x));
          }
        }
      }
      add_weighted_rows<D, TILES>(dValues, p, buffer + rowsFirst, TILE_ROWS + row);
      add_weighted_rows<D, TILES>(dKeys, ds, buffer + rowsFirst, row);
    };

    if (firstQuery >= lastKey) {
#pragma unroll
      for (int row = 0; row < TILE_ROWS; row += 16) {
        chunk(row, false);
      }
    } else {
#pragma unroll 1
      for (int row = 0; row < TILE_ROWS; row += 16) {
        if (firstQuery + row + 15 >= firstKey) {
          chunk(row, true);
        }
      }
    }
    head = nextHead;
    firstQuery = nextQuery;
    turn ^= 1;
  }

  float factors[TILES][2];
  float ones[TILES][2];
#pragma unroll
  for (int t = 0; t < TILES; t++) {
    factors[t][0] = factors[t][1] = rsqrtf((float)D);
    ones[t][0] = ones[t][1] = 1;
  }
  __syncthreads();
  unsigned char* place = shared + warpRow * Tile<D>::ROW_BYTES;
  Tile<D>::template store<TILES>(place, dKeys, factors,
                                 dProjected + layout.projected(batch, heads + keyHead, firstKey),
                                 layout.projectedStride(), time - firstKey);
  Tile<D>::template store<TILES>(place + Tile<D>::OWN_BYTES, dValues, ones,
                                 dProjected + layout.value(batch, keyHead, firstKey), layout.projectedStride(),
                                 time - firstKey);
}

template <int D>
__device__ __forceinline__ void attention_backward_queries(const bfloat16* __restrict__ rotated,
                                                           const bfloat16* __restrict__ projected,
                                                           const bfloat16* __restrict__ dAttended,
                                                           const float* __restrict__ logSums,
                                                           const float* __restrict__ delta,
                                                           bfloat16* __restrict__ dProjected, int time, int heads,
                                                           int keyHeads, int rotatedStride) {
  constexpr int TILES = BackwardShape<D>::TILES;
  constexpr int THREADS = BackwardShape<D>::WARPS * WARP;
  DYNAMIC_SHARED(shared);
  const AttentionLayout layout{time, heads, keyHeads, D, rotatedStride};
  const int head = blockIdx.x;
  const int keyHead = layout.keyHead(head);
  const int batch = blockIdx.z;
  const int lane = threadIdx.x % WARP;
  const int blockRow = ((int)gridDim.y - 1 - (int)blockIdx.y) * OWN_ROWS;
  const int warpRow = threadIdx.x / WARP * (16 * TILES);
  const int firstQuery = blockRow + warpRow;
  const int lastQuery = firstQuery < time ? firstQuery + 16 * TILES - 1 : -1;
  const unsigned base = shared_address(shared);
  const unsigned rowsFirst = Tile<D>::rowsFirst();
  const unsigned columnsFirst = Tile<D>::columnsFirst();

  unsigned own[2][TILES][D / 16][4];  // queries, dAttended
  load_own<D, TILES, THREADS>(own, base, warpRow, rotated + layout.query(batch, head, blockRow),
                              layout.rotatedStride, dAttended + layout.attended(batch, head, blockRow),
                              layout.attendedStride(), time - blockRow);

  const bfloat16* keys = rotated + layout.key(batch, keyHead, 0);
  const bfloat16* values = projected + layout.value(batch, keyHead, 0);
  auto copy = [&](int tile) {
    unsigned to = base + tile % 2 * (2 * Tile<D>::BYTES);
    int row = tile * TILE_ROWS;
    Tile<D>::template copy<TILE_ROWS, THREADS>(to, keys + (long long)row * layout.rotatedStride,
                                               layout.rotatedStride, time - row);
    Tile<D>::template copy<TILE_ROWS, THREADS>(to + Tile<D>::BYTES,
                                               values + (long long)row * layout.projectedStride(),
                                               layout.projectedStride(), time - row);
    copy_group();
  };

  const int end = min(blockRow + OWN_ROWS, time);
  const int tiles = (end + TILE_ROWS - 1) / TILE_ROWS;
  copy(0);

  const float scale = LOG2_E * rsqrtf((float)D);
  float logSum[TILES][2];
  float rowDelta[TILES][2];
#pragma unroll
  for (int t = 0; t < TILES; t++) {
#pragma unroll
    for (int half = 0; half < 2; half++) {
      int query = firstQuery + t * 16 + half * 8 + lane / 4;
      bool there = query < time;
      logSum[t][half] = there ? LOG2_E * logSums[layout.row(batch, head, query)] : 0;
      rowDelta[t][half] = there ? delta[layout.row(batch, head, query)] : 0;
    }
  }
  float dQueries[TILES][D / 8][4];
  clear(dQueries);

  for (int tile = 0; tile < tiles; tile++) {
    copy_wait<0>();
    __syncthreads();
    if (tile + 1 < tiles) {
      copy(tile + 1);
    }
    const int firstKey = tile * TILE_ROWS;
    if (firstKey > lastQuery) {
      continue;
    }
    const unsigned buffer = base + tile % 2 * (2 * Tile<D>::BYTES);

    auto chunk = [&](int row, bool masked) {
      float p[TILES][2][4];  // queries, keys
      float ds[TILES][2][4];
      products_with_rows<D, TILES>(p, own[0], buffer + columnsFirst, row);
      products_with_rows<D, TILES>(ds, own[1], buffer + columnsFirst, TILE_ROWS + row);
#pragma unroll
      for (int t = 0; t < TILES; t++) {
#pragma unroll
        for (int n = 0; n < 2; n++) {
#pragma unroll
          for (int i = 0; i < 4; i++) {
            float x = fast_exp2(fmaf(p[t][n][i], scale, -logSum[t][i / 2]));
            if (masked) {
              int key = firstKey + row + n * 8 + lane % 4 * 2 + i % 2;
              x = key > firstQuery + t * 16 + lane / 4 + i / 2 * 8 ? 0 : x;
            }
            ds[t][n][i] = x * (ds[t][n][i] - rowDelta[t][i / 2]);
          }
        }
      }
      add_weighted_rows<D, TILES>(dQueries, ds, buffer + rowsFirst, row);
    };

    if (firstKey + TILE_ROWS - 1 <= firstQuery) {
#pragma unroll 2
      for (int row = 0; row < TILE_ROWS; row += 16) {
        chunk(row, false);
      }
    } else {
#pragma unroll 1
      for (int row = 0; row < TILE_ROWS; row += 16) {
        if (firstKey + row <= lastQuery) {
          chunk(row, true);
        }
      }
    }
  }

  float factors[TILES][2];
#pragma unroll
  for (int t = 0; t < TILES; t++) {
    factors[t][0] = factors[t][1] = rsqrtf((float)D);
  }
  __syncthreads();
  Tile<D>::template store<TILES>(shared + warpRow * Tile<D>::ROW_BYTES, dQueries, factors,
                                 dProjected + layout.projected(batch, head, firstQuery), layout.projectedStride(),
                                 time - firstQuery);
}

// Grid (H, ceil(T / 128), B), 128 threads, 768 D bytes of shared memory.
extern "C" __global__ void __launch_bounds__(128, FORWARD_BLOCKS_64)
    attention_forward_64(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                         activation* __restrict__ attended, float* __restrict__ logSums, int time, int heads,
                         int keyHeads, int headSize, int rotatedStride) {
  attention_forward<64>(rotated, projected, attended, logSums, time, heads, keyHeads, rotatedStride);
}

// Grid (H, ceil(T / 128), B), 128 threads, 768 D bytes of shared memory.
extern "C" __global__ void __launch_bounds__(128)
    attention_forward_128(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                          activation* __restrict__ attended, float* __restrict__ logSums, int time, int heads,
                          int keyHeads, int headSize, int rotatedStride) {
  attention_forward<128>(rotated, projected, attended, logSums, time, heads, keyHeads, rotatedStride);
}

// Grid (K, ceil(T / 128), B), 128 threads, 512 D + 1024 bytes of shared memory.
extern "C" __global__ void __launch_bounds__(128)
    attention_backward_keys_64(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                               const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                               const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                               int heads, int keyHeads, int headSize, int rotatedStride) {
  attention_backward_keys<64>(rotated, projected, dAttended, logSums, delta, dProjected, time, heads,
      keyHeads, rotatedStride);
}

// Grid (K, ceil(T / 128), B), 256 threads, 512 D + 1024 bytes of shared memory.
extern "C" __global__ void __launch_bounds__(256)
    attention_backward_keys_128(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                                const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                                const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                                int heads, int keyHeads, int headSize, int rotatedStride) {
  attention_backward_keys<128>(rotated, projected, dAttended, logSums, delta, dProjected, time, heads,
      keyHeads, rotatedStride);
}

// Grid (H, ceil(T / 128), B), 128 threads, 512 D bytes of shared memory.
extern "C" __global__ void __launch_bounds__(128)
    attention_backward_queries_64(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                                  const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                                  const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                                  int heads, int keyHeads, int headSize, int rotatedStride) {
  attention_backward_queries<64>(rotated, projected, dAttended, logSums, delta, dProjected, time, heads,
      keyHeads, rotatedStride);
}

// Grid (H, ceil(T / 128), B), 256 threads, 512 D bytes of shared memory.
extern "C" __global__ void __launch_bounds__(256)
    attention_backward_queries_128(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                                   const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                                   const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                                   int heads, int keyHeads, int headSize, int rotatedStride) {
  attention_backward_queries<128>(rotated, projected, dAttended, logSums, delta, dProjected, time, heads,
      keyHeads, rotatedStride);
}

#endif

// ---- Plain ----

// delta (B, H, T) = the sums of the rows of attended . dAttended (N, H, D).
// Grid (ceil(T H / 32), B), 256 threads: eight lanes a row.
extern "C" __global__ void __launch_bounds__(256)
    attention_delta(const activation* __restrict__ attended, const activation* __restrict__ dAttended,
                    float* __restrict__ delta, int time, int heads, int headSize) {
  constexpr int LANES = 8;
  int item = blockIdx.x * (blockDim.x / LANES) + threadIdx.x / LANES;
  int lane = threadIdx.x % LANES;
  int batch = blockIdx.y;
  bool there = item < time * heads;
  float sum = 0;
  if (there) {
    long long first = ((long long)batch * time * heads + item) * headSize;
    constexpr int VECTOR = 16 / sizeof(activation);
    struct alignas(16) Numbers {
      activation at[VECTOR];
    };
    if (headSize % VECTOR == 0) {
      for (int d = lane * VECTOR; d < headSize; d += LANES * VECTOR) {
        Numbers o = *(const Numbers*)(attended + first + d);
        Numbers dO = *(const Numbers*)(dAttended + first + d);
#pragma unroll
        for (int i = 0; i < VECTOR; i++) {
          sum += number(o.at[i]) * number(dO.at[i]);
        }
      }
    } else {
      for (int d = lane; d < headSize; d += LANES) {
        sum += number(attended[first + d]) * number(dAttended[first + d]);
      }
    }
  }
  for (int apart = LANES / 2; apart > 0; apart /= 2) {
    sum += __shfl_xor_sync(ALL_LANES, sum, apart);
  }
  if (there && lane == 0) {
    delta[((long long)batch * heads + item % heads) * time + item / heads] = sum;
  }
}

// A row of up to 256 numbers in a warp: lane l has those at l, l + 32, ...
struct Row {
  static constexpr int PART = 8;
  float at[PART];

  __device__ __forceinline__ void clear() {
    for (int i = 0; i < PART; i++) {
      at[i] = 0;
    }
  }

  __device__ __forceinline__ void load(const activation* from, int size) {
#pragma unroll
    for (int i = 0; i < PART; i++) {
      int d = threadIdx.x % WARP + i * WARP;
      at[i] = d < size ? number(from[d]) : 0;
    }
  }

  __device__ __forceinline__ void store(activation* to, int size, float factor) const {
#pragma unroll
    for (int i = 0; i < PART; i++) {
      int d = threadIdx.x % WARP + i * WARP;
      if (d < size) {
        assign(to[d], at[i] * factor);
      }
    }
  }

  __device__ __forceinline__ float dot(const Row& other) const {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < PART; i++) {
      sum += at[i] * other.at[i];
    }
    return warp_sum(sum);
  }

  // this = this factor + other weight
  __device__ __forceinline__ void add(float factor, const Row& other, float weight) {
#pragma unroll
    for (int i = 0; i < PART; i++) {
      at[i] = at[i] * factor + other.at[i] * weight;
    }
  }
};

// Grid (T, H, B), 32 threads: a query.
extern "C" __global__ void __launch_bounds__(32)
    attention_forward_plain(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                            activation* __restrict__ attended, float* __restrict__ logSums, int time, int heads,
                            int keyHeads, int headSize, int rotatedStride) {
  const AttentionLayout layout{time, heads, keyHeads, headSize, rotatedStride};
  int row = blockIdx.x;
  int head = blockIdx.y;
  int batch = blockIdx.z;
  int keyHead = layout.keyHead(head);
  float scale = rsqrtf((float)headSize);
  Row query, key, value, sum;
  query.load(rotated + layout.query(batch, head, row), headSize);
  sum.clear();
  float largest = __int_as_float(0xff800000);
  float total = 0;
  for (int other = 0; other <= row; other++) {
    key.load(rotated + layout.key(batch, keyHead, other), headSize);
    value.load(projected + layout.value(batch, keyHead, other), headSize);
    float score = scale * query.dot(key);
    float most = fmaxf(largest, score);
    float shrink = expf(largest - most);
    float p = expf(score - most);
    sum.add(shrink, value, p);
    total = total * shrink + p;
    largest = most;
  }
  sum.store(attended + layout.attended(batch, head, row), headSize, 1 / total);
  if (threadIdx.x == 0) {
    logSums[layout.row(batch, head, row)] = largest + logf(total);
  }
}

// Grid (T, K, B), 32 threads: a key.
extern "C" __global__ void __launch_bounds__(32)
    attention_backward_keys_plain(const activation* __restrict__ rotated, const activation* __restrict__ projected,
                                  const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                                  const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                                  int heads, int keyHeads, int headSize, int rotatedStride) {
  const AttentionLayout layout{time, heads, keyHeads, headSize, rotatedStride};
  int row = blockIdx.x;
  int keyHead = blockIdx.y;
  int batch = blockIdx.z;
  int group = heads / keyHeads;
  float scale = rsqrtf((float)headSize);
  Row key, value, query, dOther, dKey, dValue;
  key.load(rotated + layout.key(batch, keyHead, row), headSize);
  value.load(projected + layout.value(batch, keyHead, row), headSize);
  dKey.clear();
  dValue.clear();
  for (int head = keyHead * group; head < (keyHead + 1) * group; head++) {
    for (int other = row; other < time; other++) {
      query.load(rotated + layout.query(batch, head, other), headSize);
      dOther.load(dAttended + layout.attended(batch, head, other), headSize);
      float p = expf(scale * query.dot(key) - logSums[layout.row(batch, head, other)]);
      float ds = p * (dOther.dot(value) - delta[layout.row(batch, head, other)]);
      dValue.add(1, dOther, p);
      dKey.add(1, query, ds);
    }
  }
  dKey.store(dProjected + layout.projected(batch, heads + keyHead, row), headSize, scale);
  dValue.store(dProjected + layout.value(batch, keyHead, row), headSize, 1);
}

// Grid (T, H, B), 32 threads: a query.
extern "C" __global__ void __launch_bounds__(32)
    attention_backward_queries_plain(const activation* __restrict__ rotated,
                                     const activation* __restrict__ projected,
                                     const activation* __restrict__ dAttended, const float* __restrict__ logSums,
                                     const float* __restrict__ delta, activation* __restrict__ dProjected, int time,
                                     int heads, int keyHeads, int headSize, int rotatedStride) {
  const AttentionLayout layout{time, heads, keyHeads, headSize, rotatedStride};
  int row = blockIdx.x;
  int head = blockIdx.y;
  int batch = blockIdx.z;
  int keyHead = layout.keyHead(head);
  float scale = rsqrtf((float)headSize);
  float logSum = logSums[layout.row(batch, head, row)];
  float rowDelta = delta[layout.row(batch, head, row)];
  Row query, dRow, key, value, dQuery;
  query.load(rotated + layout.query(batch, head, row), headSize);
  dRow.load(dAttended + layout.attended(batch, head, row), headSize);
  dQuery.clear();
  for (int other = 0; other <= row; other++) {
    key.load(rotated + layout.key(batch, keyHead, other), headSize);
    value.load(projected + layout.value(batch, keyHead, other), headSize);
    float p = expf(scale * query.dot(key) - logSum);
    float ds = p * (dRow.dot(value) - rowDelta);
    dQuery.add(1, key, ds);
  }
  dQuery.store(dProjected + layout.projected(batch, head, row), headSize, scale);
}
