package dev.continuo.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.continuo.model.config.ModelException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedSafetensorsTest {

  private static final String GOOD =
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
          + "\"b\":{\"dtype\":\"BF16\",\"shape\":[4],\"data_offsets\":[24,32]}}";
  private static final int GOOD_DATA = 32;

  @TempDir Path folder;

  @Test
  void readsTheUnspoilt() throws IOException {
    try (SafetensorsFile file = open(bytes(GOOD.length(), GOOD, GOOD_DATA))) {
      assertThat(file.tensors().keySet()).containsExactly("a", "b");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [0,24]           | [0,20]             | expected 24 bytes
          [24,32]          | [16,24]            | without overlap or hole
          [24,32]          | [28,36]            | without overlap or hole
          [24,32]          | [0,8]              | without overlap or hole
          [0,24]           | [24,0]             | expected 24 bytes
          [2,3]            | [3,3]              | expected 36 bytes
          [2,3]            | [-2,-3]            | 0 or more
          [2,3]            | [4294967296,4294967296] | too many elements
          [2,3]            | [2305843009213693952,3] | too many elements
          [2,3]            | [2,3.0]            | whole numbers
          [2,3]            | [99999999999999999999,3] | whole numbers
          [2,3]            | [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2,3] | at most 16
          [2,3]            | 6                  | expected START_ARRAY
          "F32"            | "F31"              | unknown dtype
          "F32"            | 32                 | expected VALUE_STRING
          "F32"            | "F64"              | expected 48 bytes
          "b"              | "a"                | Duplicate
          "BF16"           | "BF16","dtype":"F16" | Duplicate
          "dtype":"BF16"   | "type":"BF16"      | a key type
          "dtype":"BF16",  | ``                 | without one of them
          ,"data_offsets":[24,32] | ``          | without one of them
          [24,32]          | [24,32,40]         | without one of them
          ]}}              | ]}                 | cannot be read as JSON
          ]}}              | ]}}{}              | expected the end
          {"a":{           | [{                 | expected START_OBJECT
          "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]} | "b":[1] | expected START_OBJECT
          "b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]} | "__metadata__":{"x":1} | VALUE_STRING
          ,"b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]} | `` | expected 24 bytes of tensors
          """)
  void refusesALyingHeader(String from, String to, String message) {
    assertThat(GOOD).contains(from);
    String header = GOOD.replace(from, to);
    refused(bytes(header.length(), header, GOOD_DATA), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 100_000, Integer.MAX_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesALyingLength(long length) {
    refused(bytes(length, GOOD, GOOD_DATA), "header length");
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] whole = bytes(GOOD.length(), GOOD, GOOD_DATA);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), "broken.safetensors");
    }
    refused(bytes(GOOD.length(), GOOD, GOOD_DATA + 1), "expected 32 bytes of tensors");
  }

  @Test
  void refusesAnEndlessHeader() throws IOException {
    Path file = folder.resolve("broken.safetensors");
    long length = 1L << 33;
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(length);
      sparse.write(bytes(length - 8, "{", 0));
    }
    assertThatThrownBy(() -> SafetensorsFile.open(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("header length");
  }

  @Test
  void refusesADeepHeader() {
    String header = "{\"a\":{\"shape\":" + "[".repeat(5000) + "]".repeat(5000) + "}}";
    refused(bytes(header.length(), header, 0), "whole numbers");
  }

  @Property(tries = 300)
  void anyChangedByteIsReadOrRefused(@ForAll @IntRange(max = 150) int position, @ForAll byte value)
      throws IOException {
    byte[] bytes = bytes(GOOD.length(), GOOD, GOOD_DATA);
    bytes[position % bytes.length] = value;
    Path file = Files.createTempFile("changed", ".safetensors");
    try {
      Files.write(file, bytes);
      assertThatCode(
              () -> {
                try {
                  SafetensorsFile.open(file).close();
                } catch (ModelException e) {
                  assertThat(e).hasMessageContaining(file.toString());
                }
              })
          .doesNotThrowAnyException();
    } finally {
      Files.delete(file);
    }
  }

  private void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> open(bytes).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("broken.safetensors")
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }

  private SafetensorsFile open(byte[] bytes) throws IOException {
    return SafetensorsFile.open(Files.write(folder.resolve("broken.safetensors"), bytes));
  }

  private static byte[] bytes(long length, String header, int dataBytes) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .array();
  }
}
