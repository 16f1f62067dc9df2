package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * A GGUF file of version 2 or 3, mapped into memory: metadata, then the names, shapes and places of
 * tensors, then their data. Everything is checked against the file's size before it is used.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class GgufFile extends TensorFile {

  /** What the file's name ends with. */
  public static final String EXTENSION = ".gguf";

  static final int MAGIC = 0x46554747; // "GGUF"
  static final String ALIGNMENT_KEY = "general.alignment";
  static final int ALIGNMENT = 32;

  private static final long MOST_TENSORS = 1 << 16;
  private static final int MOST_NAME_BYTES = 1 << 10;
  private static final int MOST_DIMENSIONS = 4;
  private static final int MOST_ALIGNMENT = 1 << 16;
  private static final long LEAST_KEY_BYTES = Long.BYTES + Integer.BYTES + 1;
  private static final long LEAST_TENSOR_BYTES = 2L * Long.BYTES + 2L * Integer.BYTES;

  private record Entry(TensorSpec spec, DataType type, long offset) {
    long end() {
      return Math.addExact(offset, type.bytesOf(spec.elementCount()));
    }
  }

  private final GgufMetadata metadata;

  private GgufFile(
      Path path, Arena arena, GgufMetadata metadata, SequencedMap<String, Tensor> tensors) {
    super(path, arena, tensors);
    this.metadata = metadata;
  }

  /** Opens a file. */
  public static GgufFile open(Path path) {
    return TensorFile.map(path, "a GGUF file", (arena, file) -> read(path, arena, file));
  }

  public GgufMetadata metadata() {
    return metadata;
  }

  private static GgufFile read(Path path, Arena arena, MemorySegment file) {
    String source = path.toString();
    GgufCursor cursor = new GgufCursor(source, file, 0);
    if (cursor.uint32("the magic number") != MAGIC) {
      throw new ModelException(source + ": expected a GGUF file, found no GGUF at its start");
    }
    long version = cursor.uint32("the version");
    if (version != 2 && version != 3) {
      throw new ModelException(
          source + ": expected a little-endian GGUF file of version 2 or 3, found " + version);
    }
    long tensorCount = cursor.count("the number of tensors", MOST_TENSORS, LEAST_TENSOR_BYTES);
    long keyCount = cursor.count("the number of keys", GgufMetadata.mostKeys(), LEAST_KEY_BYTES);
    GgufMetadata metadata = GgufMetadata.read(source, file, cursor, keyCount);
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < tensorCount; i++) {
      entries.add(entry(source, cursor, "tensor " + i));
    }
    int alignment = alignment(source, metadata);
    long start = (cursor.offset() + alignment - 1) / alignment * alignment;
    if (start > file.byteSize()) {
      if (!entries.isEmpty()) {
        throw new ModelException(source + ": expected tensor data, found the end of the file");
      }
      start = file.byteSize();
    }
    return new GgufFile(
        path, arena, metadata, tensors(source, file.asSlice(start), entries, alignment));
  }

  private static int alignment(String source, GgufMetadata metadata) {
    int alignment = metadata.integer(ALIGNMENT_KEY, ALIGNMENT);
    if (alignment < 1 || alignment > MOST_ALIGNMENT || Integer.bitCount(alignment) != 1) {
      throw new ModelException(
          String.format(
              Locale.ROOT,
              "%s: %s: expected a power of two up to %d, found %d",
              source,
              ALIGNMENT_KEY,
              MOST_ALIGNMENT,
              alignment));
    }
    return alignment;
  }

  private static Entry entry(String source, GgufCursor cursor, String what) {
    String name = cursor.string("the name of " + what, MOST_NAME_BYTES);
    String place = source + ": " + name;
    long dimensionCount = cursor.uint32(name);
    if (dimensionCount > MOST_DIMENSIONS) {
      throw new ModelException(
          place + ": expected at most " + MOST_DIMENSIONS + " dimensions, found " + dimensionCount);
    }
    List<Long> shape = new ArrayList<>();
    for (long i = 0; i < dimensionCount; i++) {
      shape.addFirst(cursor.integer(name, GgufType.INT64));
    }
    DataType type = GgufTensorType.numbered(place, cursor.uint32(name));
    long offset = cursor.integer(name, GgufType.INT64);
    try {
      long rowElements = shape.isEmpty() ? 1 : shape.getLast();
      type.bytesOf(rowElements);
      Entry entry = new Entry(new TensorSpec(name, shape), type, offset);
      if (offset < 0 || entry.end() < offset) {
        throw new ModelException("expected data from byte 0 of the data on, found " + offset);
      }
      return entry;
    } catch (ModelException | ArithmeticException e) {
      throw new ModelException(place + ": " + e.getMessage(), e);
    }
  }

  private static SequencedMap<String, Tensor> tensors(
      String source, MemorySegment data, List<Entry> entries, int alignment) {
    long filled = 0;
    for (Entry entry : entries.stream().sorted(Comparator.comparingLong(Entry::offset)).toList()) {
      if (entry.offset() % alignment != 0
          || entry.offset() < filled
          || entry.end() > data.byteSize()) {
        throw new ModelException(
            String.format(
                Locale.ROOT,
                "%s: %s: expected data from byte %d of %d, without overlap and aligned to %d, found %d to %d",
                source,
                entry.spec().name(),
                filled,
                data.byteSize(),
                alignment,
                entry.offset(),
                entry.end()));
      }
      filled = entry.end();
    }
    SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
    for (Entry entry : entries) {
      MemorySegment bytes = data.asSlice(entry.offset(), entry.end() - entry.offset());
      if (tensors.put(entry.spec().name(), new Tensor(entry.spec(), entry.type(), bytes)) != null) {
        throw new ModelException(
            source + ": " + entry.spec().name() + ": expected one tensor of this name, found two");
      }
    }
    return tensors;
  }
}
