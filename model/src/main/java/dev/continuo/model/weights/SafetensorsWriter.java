package dev.continuo.model.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.continuo.model.config.ModelException;
import dev.continuo.tokenizer.files.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Writes tensors of one type as a safetensors file: the same tensors give the same bytes, and the
 * data starts at a multiple of eight.
 */
public final class SafetensorsWriter {

  /** The metadata by which transformers knows a file. */
  public static final Map<String, String> TRANSFORMERS_METADATA = Map.of("format", "pt");

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /** Gives the elements of a tensor in pieces, in their order. */
  public interface Source {

    /** Asked for one tensor after the other, so that only a piece of one needs to be in memory. */
    void give(TensorSpec tensor, Consumer<MemorySegment> to);
  }

  /** Writes a file of float32 tensors that are in memory, or leaves what was there before. */
  public static void write(
      Path file,
      Map<String, String> metadata,
      List<TensorSpec> tensors,
      Function<TensorSpec, MemorySegment> source) {
    write(file, metadata, DataType.F32, tensors, (spec, to) -> to.accept(source.apply(spec)));
  }

  /**
   * Writes a file, or leaves what was there before.
   *
   * @param tensors the names and shapes, in the order of the file
   * @param source gives a tensor's little-endian elements
   */
  public static void write(
      Path file,
      Map<String, String> metadata,
      DataType type,
      List<TensorSpec> tensors,
      Source source) {
    byte[] header = header(metadata, type, tensors);
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          AtomicFile.writeFully(channel, length.putLong(header.length).flip());
          AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
          for (TensorSpec tensor : tensors) {
            write(channel, tensor, type, source);
          }
        });
  }

  private static void write(FileChannel channel, TensorSpec tensor, DataType type, Source source)
      throws IOException {
    long start = channel.position();
    try {
      source.give(
          tensor,
          piece -> {
            try {
              SegmentWriter.write(channel, piece);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    long expected = type.bytesOf(tensor.elementCount());
    if (channel.position() - start != expected) {
      throw new ModelException(
          "tensor "
              + tensor.name()
              + ": expected "
              + expected
              + " bytes to write, found "
              + (channel.position() - start));
    }
  }

  private static byte[] header(
      Map<String, String> metadata, DataType type, List<TensorSpec> tensors) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    if (!metadata.isEmpty()) {
      new TreeMap<>(metadata).forEach(json.putObject("__metadata__")::put);
    }
    long offset = 0;
    for (TensorSpec tensor : tensors) {
      if (json.has(tensor.name())) {
        throw new ModelException("tensor " + tensor.name() + ": written twice");
      }
      ObjectNode entry = json.putObject(tensor.name());
      entry.put("dtype", type.name());
      ArrayNode shape = entry.putArray("shape");
      tensor.shape().forEach(shape::add);
      long end = offset + type.bytesOf(tensor.elementCount());
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    try {
      byte[] bytes = mapper.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
      int padded = (bytes.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      return ByteBuffer.allocate(padded)
          .put(bytes)
          .put(" ".repeat(padded - bytes.length).getBytes(StandardCharsets.UTF_8))
          .array();
    } catch (JsonProcessingException e) {
      throw new ModelException("a tensor's name cannot be written as JSON", e);
    }
  }
}
