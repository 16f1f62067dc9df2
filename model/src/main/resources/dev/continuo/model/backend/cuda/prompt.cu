// Attention of prompts, many neighbouring tokens of a text at once: as in training, but keys and values lie in pages. A
// page is a tile of the keys.

#ifndef CONTINUO_FLOAT32

// Where a block finds its rows: neighbouring tokens of one text, by their positions.
template <int D>
struct PagedRows {
  static constexpr bool LOG_SUMS = false;
  static_assert(PAGE == TILE_ROWS, "");
  const bfloat16* queriesOfBlock;
  bfloat16* attendedOfBlock;
  int position; // of the first token
  int heads;
  const bfloat16* pages;
  const int* table; // of the text
  int layer, layers, keyHeads, keyHead;

  __device__ __forceinline__ const bfloat16* queries(int row) const {
    return queriesOfBlock + (long long)(row - position) * queryStride();
  }
  __device__ __forceinline__ int queryStride() const { return heads * D; }
  __device__ __forceinline__ const bfloat16* keys(int tile) const {
    return pages + page_place(table[tile], layer, layers, 0, keyHeads, keyHead, D);
  }
  __device__ __forceinline__ int keyStride() const { return D; }
  __device__ __forceinline__ const bfloat16* values(int tile) const {
    return pages + page_place(table[tile], layer, layers, 1, keyHeads, keyHead, D);
  }
  __device__ __forceinline__ int valueStride() const { return D; }
  __device__ __forceinline__ bfloat16* attended(int row) const {
    return attendedOfBlock + (long long)(row - position) * attendedStride();
  }
  __device__ __forceinline__ int attendedStride() const { return heads * D; }
  __device__ __forceinline__ void keepLogSum(int, float) const {}
};

template <int D>
__device__ __forceinline__ void attend_blocks(
    const bfloat16* queries, const bfloat16* pages, const int* positions, const int* starts, const int* table,
    const int* blocks, bfloat16* attended, int heads, int keyHeads, int layer, int layers) {
  int first = blocks[2 * blockIdx.y];
  int count = blocks[2 * blockIdx.y + 1];
  if (count == 0) {
    return;
  }
  int head = blockIdx.x;
  long long place = ((long long)first * heads + head) * D;
  int position = positions[first];
  const PagedRows<D> rows{queries + place,
                          attended + place,
                          position,
                          heads,
                          pages,
                          table + starts[first],
                          layer,
                          layers,
                          keyHeads,
                          head / (heads / keyHeads)};
  attend_block<D>(rows, position, position + count);
}

// queries (N, H D) over the pages of their texts, to attended; blocks (2 B) are first rows and numbers of rows, at most
// 128 neighbouring tokens of one text each, or none. Grid (H, B), 128 threads, 768 D bytes of shared memory.
extern "C" __global__ void __launch_bounds__(128, FORWARD_BLOCKS_64)
    attend_blocks_64(const activation* queries, const activation* pages, const int* positions, const int* starts,
                     const int* table, const int* blocks, activation* attended, int heads, int keyHeads, int layer,
                     int layers) {
  attend_blocks<64>(queries, pages, positions, starts, table, blocks, attended, heads, keyHeads, layer, layers);
}

// Likewise.
extern "C" __global__ void __launch_bounds__(128)
    attend_blocks_128(const activation* queries, const activation* pages, const int* positions, const int* starts,
                      const int* table, const int* blocks, activation* attended, int heads, int keyHeads, int layer,
                      int layers) {
  attend_blocks<128>(queries, pages, positions, starts, table, blocks, attended, heads, keyHeads, layer, layers);
}

#endif
