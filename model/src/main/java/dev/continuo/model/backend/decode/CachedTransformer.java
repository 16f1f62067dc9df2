package dev.continuo.model.backend.decode;

import dev.continuo.model.backend.Backend;
import dev.continuo.model.backend.Backend.Program;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.Rotation;
import dev.continuo.model.backend.TextOperations;
import dev.continuo.model.backend.TextOperations.Blocks;
import dev.continuo.model.backend.TextOperations.Pages;
import dev.continuo.model.backend.TextOperations.TextRows;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelException;
import dev.continuo.model.weights.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transformer of Qwen 3, Llama and GPT-2 over the operations of a backend, for texts that grow
 * token by token: the next tokens of several texts in one pass. Passes are rounded up to a few
 * numbers of rows, each of which is a program of the device; the rows that are added belong to no
 * text. One thread uses it at a time, but for texts, which may be made, copied and closed by any.
 */
public final class CachedTransformer implements AutoCloseable {

  private static final long MOST_TABLE = 1L << 22;

  /**
   * Tokens of a text in a pass.
   *
   * @param position how many tokens it has
   * @param tokens how many are appended
   */
  public record Piece(CachedText text, int position, int tokens) {}

  private record Shape(int rows, int longest, int blocks) {}

  private final Backend backend;
  private final ModelConfig config;
  private final DeviceWeights weights;
  private final PagePool pool;
  private final Pages pages;
  private final int mostRows;
  private final int mostLogits;
  private final int logitStride;

  private final Buffer inputs; // (3, N): ids, positions, where pages begin
  private final Buffer table;
  private final Buffer blocks; // (N, 2): first rows, numbers of rows
  private final MemorySegment hostInputs;
  private final MemorySegment hostTable;
  private final MemorySegment hostBlocks;
  private final @Nullable Rotation rotation; // of all positions
  private final LayerPass layers;
  private final Buffer wanted; // (R), rows whose logits are wanted
  private final MemorySegment hostWanted;
  private final Buffer chosen; // (R, C)
  private final Buffer hidden; // (R, C), normed
  private final Buffer logits; // (R, V)
  private final MemorySegment hostLogits;
  private final Map<Shape, Program> passes = new HashMap<>();
  private final Map<Integer, Program> outputs = new HashMap<>();

  /**
   * Loads a model's weights.
   *
   * @param mostCacheBytes keys and values may take so much memory, and most of what is free
   * @throws ModelException where the model's architecture cannot be computed so, or there is too
   *     little memory
   */
  public CachedTransformer(
      Backend backend, ModelConfig config, WeightSource source, long mostCacheBytes) {
    Capacity.checkSupported(config);
    this.backend = backend;
    this.config = config;
    weights = new DeviceWeights(backend, config, source);
    Capacity capacity = Capacity.of(config);
    mostRows = capacity.rows();
    mostLogits = capacity.logitRows();
    logitStride = capacity.logitStride();

    long rows = mostRows;
    inputs = backend.allocate("inputs", ElementType.INT32, 3 * rows);
    hostInputs = backend.hostMemory(inputs.bytes());
    blocks = backend.allocate("blocks of rows", ElementType.INT32, 2 * rows);
    hostBlocks = backend.hostMemory(blocks.bytes());
    layers = new LayerPass(backend, config, weights, rows);
    wanted = backend.allocate("wanted rows", ElementType.INT32, mostLogits);
    hostWanted = backend.hostMemory(wanted.bytes());
    chosen = floats("chosen rows", (long) mostLogits * config.channels());
    hidden = activations("hidden", (long) mostLogits * config.channels());
    logits = floats("logits", (long) mostLogits * logitStride);
    hostLogits = backend.hostMemory(logits.bytes());

    long elements =
        Pages.elements(config.layerCount(), config.keyValueHeadCount(), config.headSize());
    int count =
        Capacity.pages(
            config, elements * backend.activations().bytes(), backend.freeBytes(), mostCacheBytes);
    pages =
        new Pages(
            activations("keys and values", elements * count),
            config.layerCount(),
            config.keyValueHeadCount(),
            config.headSize());
    pool = new PagePool(count);
    int positions =
        Math.min(config.contextLength(), Math.multiplyExact(count, TextOperations.PAGE));
    rotation = config.parts().rotary() ? Rotation.of(backend, config, positions) : null;
    long each = Math.ceilDiv(positions, TextOperations.PAGE);
    long places = 1 + Math.max(each, Math.min(rows * each, MOST_TABLE));
    table = backend.allocate("page table", ElementType.INT32, places);
    hostTable = backend.hostMemory(table.bytes());
  }

  /**
   * Refuses a model that this cannot compute.
   *
   * @throws ModelException that says why
   */
  public static void checkSupported(ModelConfig config) {
    Capacity.checkSupported(config);
  }

  private Buffer floats(String name, long elements) {
    return backend.allocate(name, ElementType.FLOAT32, elements);
  }

  private Buffer activations(String name, long elements) {
    return backend.allocate(name, backend.activations(), elements);
  }

  /** How many tokens a pass takes. */
  public int mostRows() {
    return mostRows;
  }

  /** Of how many tokens the logits are computed at once. */
  public int mostLogits() {
    return mostLogits;
  }

  /** The bytes of the weights on the device. */
  public long weightBytes() {
    return weights.bytes();
  }

  /** The bytes of keys and values of a token. */
  public long bytesPerToken() {
    return pages.elements() / TextOperations.PAGE * backend.activations().bytes();
  }

  /** How many tokens' keys and values there is memory for, in whole pages. */
  public long mostTokens() {
    return (long) pool.size() * TextOperations.PAGE;
  }

  /** How many more there is memory for. */
  public long freeTokens() {
    return (long) pool.freePages() * TextOperations.PAGE;
  }

  /** An empty text. */
  public CachedText newText() {
    return new CachedText(pool);
  }

  /** Sets what gives up a text that is only remembered; it says whether there was one. */
  public void onShortage(BooleanSupplier makeRoom) {
    pool.onShortage(makeRoom);
  }

  /**
   * Makes room for a text's next tokens.
   *
   * @throws ModelException where there is too little memory
   */
  public void reserve(Piece piece) {
    piece
        .text()
        .reserve(piece.position(), piece.tokens(), (from, to) -> backend.copyPage(pages, from, to));
  }

  /**
   * Appends tokens to texts that have room for them.
   *
   * @param ids the tokens of all pieces, one piece after the other
   */
  public void run(List<Piece> pieces, int[] ids) {
    backend.synchronize(); // the last pass may still read the host's memory
    int row = 0;
    int longest = 1;
    long places = 1; // the first is the spare page
    hostTable.setAtIndex(ValueLayout.JAVA_INT, 0, PagePool.SPARE);
    for (Piece piece : pieces) {
      if (places + piece.text().pages() > table.elements()) {
        throw new ModelException("too many long texts at once; continue fewer of them");
      }
      for (int t = 0; t < piece.tokens(); t++) {
        put(row, ids[row], piece.position() + t, (int) places);
        row++;
      }
      places += piece.text().copyTo(hostTable, places);
      longest = Math.max(longest, piece.position() + piece.tokens());
    }
    int rows = RowCounts.ceiling(row);
    int blockCount = row == pieces.size() ? 0 : queueBlocks(pieces);
    while (row < rows) {
      put(row++, 0, 0, 0);
    }
    backend.queueWrite(inputs, hostInputs);
    backend.queueWrite(
        table.slice("page table", 0, places), hostTable.asSlice(0, places * Integer.BYTES));
    passes
        .computeIfAbsent(
            new Shape(rows, powerOfTwo(longest), blockCount),
            shape -> backend.program(() -> pass(shape)))
        .run();
  }

  /** Cuts pieces into blocks; gives the number of blocks, those of no rows at the end included. */
  private int queueBlocks(List<Piece> pieces) {
    int count = 0;
    int row = 0;
    for (Piece piece : pieces) {
      int end = row + piece.tokens();
      for (; row < end; row += Math.min(end - row, TextOperations.BLOCK)) {
        putBlock(count++, row, Math.min(end - row, TextOperations.BLOCK));
      }
    }
    int rounded = Math.min(powerOfTwo(count), mostRows);
    for (int empty = count; empty < rounded; empty++) {
      putBlock(empty, 0, 0);
    }
    backend.queueWrite(
        blocks.slice(blocks.name(), 0, 2L * rounded),
        hostBlocks.asSlice(0, 2L * rounded * Integer.BYTES));
    return rounded;
  }

  private void putBlock(int block, int firstRow, int rows) {
    hostBlocks.setAtIndex(ValueLayout.JAVA_INT, 2L * block, firstRow);
    hostBlocks.setAtIndex(ValueLayout.JAVA_INT, 2L * block + 1, rows);
  }

  /** The smallest power of two that is not below a number. */
  private static int powerOfTwo(int number) {
    return number == 1 ? 1 : Integer.highestOneBit(number - 1) << 1;
  }

  private void put(int row, int id, int position, int start) {
    hostInputs.setAtIndex(ValueLayout.JAVA_INT, row, id);
    hostInputs.setAtIndex(ValueLayout.JAVA_INT, mostRows + (long) row, position);
    hostInputs.setAtIndex(ValueLayout.JAVA_INT, 2L * mostRows + row, start);
  }

  private void pass(Shape shape) {
    Buffer ids = inputs.slice("ids", 0, mostRows);
    TextRows places =
        new TextRows(
            inputs.slice("positions", mostRows, mostRows),
            inputs.slice("starts", 2L * mostRows, mostRows),
            table,
            shape.longest(),
            shape.blocks() == 0 ? null : new Blocks(blocks, shape.blocks()));
    layers.run(ids, shape.rows(), places, pages, rotation);
  }

  /**
   * Computes the logits after some tokens of the last pass.
   *
   * @param tokens their places in the pass; the first few are wanted
   */
  public void logits(int[] tokens, int count) {
    int rows = RowCounts.ceiling(count);
    for (int row = 0; row < rows; row++) {
      hostWanted.setAtIndex(ValueLayout.JAVA_INT, row, row < count ? tokens[row] : 0);
    }
    backend.queueWrite(wanted, hostWanted);
    outputs.computeIfAbsent(rows, key -> backend.program(() -> head(rows))).run();
    long elements = (long) count * logitStride;
    backend.queueRead(
        logits.slice("logits", 0, elements), hostLogits.asSlice(0, elements * Float.BYTES));
    backend.synchronize();
  }

  private void head(int rows) {
    backend.embed(wanted, layers.stream(), chosen, rows, config.channels());
    layers.norm(weights.finalNorm(), chosen, hidden, rows);
    backend.multiply(
        Matrix.of(hidden, rows, config.channels()),
        weights.output().transpose(),
        null,
        new Matrix(logits, 0, rows, config.vocabularySize(), logitStride, 0, false),
        1);
  }

  /** A copy of one row of the logits that were computed last. */
  public float[] logits(int row) {
    long start = (long) row * logitStride * Float.BYTES;
    return hostLogits
        .asSlice(start, (long) config.vocabularySize() * Float.BYTES)
        .toArray(ValueLayout.JAVA_FLOAT);
  }

  /** Closes the programs; the backend stays open. */
  @Override
  public void close() {
    passes.values().forEach(Program::close);
    outputs.values().forEach(Program::close);
  }
}
