package dev.continuo.trainer.progress;

import dev.continuo.trainer.config.TrainingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.zip.CRC32C;

/**
 * A file of events that TensorBoard reads: TFRecords of {@code tensorflow.Event} messages, each a
 * scalar. A record is the length of its message as 64 bits, the masked CRC-32C of those, the
 * message, and its masked CRC-32C, all little-endian.
 */
public final class EventFile implements TrainingListener, AutoCloseable {

  private static final String VERSION = "brain.Event:2";

  // Fields of tensorflow.Event, Summary and Summary.Value, with their wire types.
  private static final int WALL_TIME = 1 << 3 | 1;
  private static final int STEP = 2 << 3;
  private static final int FILE_VERSION = 3 << 3 | 2;
  private static final int SUMMARY = 5 << 3 | 2;
  private static final int VALUE = 1 << 3 | 2;
  private static final int TAG = 1 << 3 | 2;
  private static final int SIMPLE_VALUE = 2 << 3 | 5;

  private static final int MASK_ROTATION = 15;
  private static final int MASK_DELTA = 0xa282ead8;

  private final Path file;
  private final OutputStream out;
  private final DoubleSupplier clock;

  private EventFile(Path file, DoubleSupplier clock) throws IOException {
    this.file = file;
    this.clock = clock;
    out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    Message event = new Message().fixed(WALL_TIME, clock.getAsDouble());
    append(event.bytes(FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8)));
  }

  /** Starts a new file in a folder; TensorBoard joins it with those that are there already. */
  public static EventFile create(Path folder) {
    long millis = System.currentTimeMillis();
    return create(
        folder,
        String.format(Locale.ROOT, "events.out.tfevents.%013d.continuo", millis),
        () -> System.currentTimeMillis() * 1e-3);
  }

  static EventFile create(Path folder, String name, DoubleSupplier clock) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      return new EventFile(file, clock);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  @Override
  public void step(Step step) {
    scalar(step.step(), "loss/train", step.trainLoss());
    scalar(step.step(), "optimizer/learning_rate", step.learningRate());
    scalar(step.step(), "optimizer/gradient_norm", step.gradientNorm());
    scalar(step.step(), "speed/tokens_per_second", step.tokensPerSecond());
  }

  @Override
  public void evaluation(Evaluation evaluation) {
    scalar(evaluation.step(), "loss/held_out", evaluation.loss());
    scalar(evaluation.step(), "loss/held_out_bits_per_byte", evaluation.bitsPerByte());
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Adds a scalar of a step. */
  void scalar(long step, String tag, double number) {
    Message value =
        new Message()
            .bytes(TAG, tag.getBytes(StandardCharsets.UTF_8))
            .fixed(SIMPLE_VALUE, (float) number);
    Message summary = new Message().bytes(VALUE, value.toBytes());
    append(
        new Message()
            .fixed(WALL_TIME, clock.getAsDouble())
            .number(STEP, step)
            .bytes(SUMMARY, summary.toBytes()));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void append(Message event) {
    byte[] message = event.toBytes();
    byte[] length = new byte[Long.BYTES];
    littleEndian(length).putLong(message.length);
    byte[] record = new byte[length.length + message.length + 2 * Integer.BYTES];
    littleEndian(record).put(length).putInt(masked(length)).put(message).putInt(masked(message));
    try {
      out.write(record);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), MASK_ROTATION) + MASK_DELTA;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TrainingException failed(Path file, IOException e) {
    return new TrainingException(file + ": cannot be written (" + e + "); free disk space", e);
  }

  /** A message of Protocol Buffers. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int key, long value) {
      out.write(key);
      variable(value);
      return this;
    }

    Message fixed(int key, double value) {
      out.write(key);
      byte[] bytes = new byte[Double.BYTES];
      littleEndian(bytes).putDouble(value);
      out.writeBytes(bytes);
      return this;
    }

    Message fixed(int key, float value) {
      out.write(key);
      byte[] bytes = new byte[Float.BYTES];
      littleEndian(bytes).putFloat(value);
      out.writeBytes(bytes);
      return this;
    }

    Message bytes(int key, byte[] bytes) {
      out.write(key);
      variable(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    /** Seven bits in a byte, the lowest first; the eighth says that more follow. */
    private void variable(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
