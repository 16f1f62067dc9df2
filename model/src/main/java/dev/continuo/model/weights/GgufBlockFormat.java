package dev.continuo.model.weights;

import dev.continuo.model.config.ModelException;

/**
 * How a block of each quantized type is laid out in a GGUF file. Numbers of more than a byte are
 * little-endian. The types of 256 elements hold the scales of their groups as whole numbers, which
 * one or two float16 for the whole block multiply.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
enum GgufBlockFormat {
  /** A scale, 32 levels of 4 bits, those of the second half in the upper bits of those before. */
  Q4_0 {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      unpackNibbles(from, at + 2, 16, -8, to.levels(), 0);
    }
  },
  /** A scale, a minimum, levels as in Q4_0 without a sign. */
  Q4_1 {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      to.minimums()[0] = -half(from, at + 2);
      unpackNibbles(from, at + 4, 16, 0, to.levels(), 0);
    }
  },
  /** A scale, the fifth bits of 32 levels, their other bits as in Q4_0. */
  Q5_0 {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      unpackNibbles(from, at + 6, 16, -16, to.levels(), 0);
      addFifthBits(from, at + 2, to.levels());
    }
  },
  /** A scale, a minimum, levels as in Q5_0 without a sign. */
  Q5_1 {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      to.minimums()[0] = -half(from, at + 2);
      unpackNibbles(from, at + 8, 16, 0, to.levels(), 0);
      addFifthBits(from, at + 4, to.levels());
    }
  },
  /** A scale, 32 signed bytes. */
  Q8_0 {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      System.arraycopy(from, at + 2, to.levels(), 0, to.levels().length);
    }
  },
  /** 16 bytes of scale and minimum, levels of 2 bits, the scale of scales, that of minimums. */
  Q2_K {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      float scale = half(from, at + 80);
      float minimum = half(from, at + 82);
      for (int group = 0; group < to.scales().length; group++) {
        to.scales()[group] = scale * bits(from[at + group], 0, 4);
        to.minimums()[group] = minimum * bits(from[at + group], 4, 4);
      }
      for (int i = 0; i < to.levels().length; i++) {
        to.levels()[i] = (byte) bitPair(from, at + 16, i);
      }
    }
  },
  /** The third bits of levels, where 0 stands for −4, their lower two bits, scales, their scale. */
  Q3_K {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      float scale = half(from, at + 108);
      for (int group = 0; group < to.scales().length; group++) {
        int low = bits(from[at + 96 + group % 8], group / 8 * 4, 4);
        int high = bits(from[at + 104 + group % 4], group / 4 * 2, 2);
        to.scales()[group] = scale * (low + 16 * high - 32);
      }
      for (int i = 0; i < to.levels().length; i++) {
        int third = bits(from[at + i % 32], i / 32, 1);
        to.levels()[i] = (byte) (bitPair(from, at + 32, i) - 4 + 4 * third);
      }
    }
  },
  /** The scale of scales, that of minimums, 12 bytes of both, levels of 4 bits. */
  Q4_K {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      unpackScalesAndMinimums(from, at, to);
      for (int start = 0; start < to.levels().length; start += 64) {
        unpackNibbles(from, at + 16 + start / 2, 32, 0, to.levels(), start);
      }
    }
  },
  /** As Q4_K, with 32 bytes of fifth bits before the levels: a group has one bit of each. */
  Q5_K {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      unpackScalesAndMinimums(from, at, to);
      for (int start = 0; start < to.levels().length; start += 64) {
        unpackNibbles(from, at + 48 + start / 2, 32, 0, to.levels(), start);
      }
      for (int i = 0; i < to.levels().length; i++) {
        int fifth = bits(from[at + 16 + i % 32], i / 32, 1);
        to.levels()[i] += (byte) (fifth << 4);
      }
    }
  },
  /** The lower 4 bits of levels, the upper 2, 16 signed bytes of scales, their scale. */
  Q6_K {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      float scale = half(from, at + 208);
      for (int group = 0; group < to.scales().length; group++) {
        to.scales()[group] = scale * from[at + 192 + group];
      }
      for (int start = 0; start < to.levels().length; start += 128) {
        unpackNibbles(from, at + start / 2, 64, -32, to.levels(), start);
      }
      for (int i = 0; i < to.levels().length; i++) {
        to.levels()[i] += (byte) (bitPair(from, at + 128, i) << 4);
      }
    }
  },
  /** As Q4_0, where 4 bits are the place of a level in a table. */
  IQ4_NL {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      to.scales()[0] = half(from, at);
      unpackNibbles(from, at + 2, 16, 0, to.levels(), 0);
      lookUp(to.levels());
    }
  },
  /** The scale of scales, their upper two bits, their lower four, levels as in IQ4_NL. */
  IQ4_XS {
    @Override
    void unpack(byte[] from, int at, UnpackedBlock to) {
      float scale = half(from, at);
      int upper = unsignedShort(from, at + 2);
      for (int group = 0; group < to.scales().length; group++) {
        int low = bits(from[at + 4 + group / 2], group % 2 * 4, 4);
        int high = bits(upper, 2 * group, 2);
        to.scales()[group] = scale * (low + 16 * high - 32);
        unpackNibbles(from, at + 8 + 16 * group, 16, 0, to.levels(), 32 * group);
      }
      lookUp(to.levels());
    }
  };

  private static final byte[] TABLE = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Unpacks a block; what it has no minimums for keeps the zeros that are there. */
  abstract void unpack(byte[] from, int at, UnpackedBlock to);

  /** The layout of a type. */
  static GgufBlockFormat of(DataType type) {
    if (!type.isQuantized()) {
      throw new ModelException("expected a quantized type, found " + type);
    }
    return valueOf(type.name());
  }

  /** Some bits of a number, from the lowest that is wanted on. */
  private static int bits(int value, int lowest, int count) {
    return (value >> lowest) & ((1 << count) - 1);
  }

  static int unsignedShort(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) + 256 * (bytes[at + 1] & 0xFF);
  }

  static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) unsignedShort(bytes, at));
  }

  /** The lower 4 bits of some bytes, then the upper ones, each plus a number. */
  static void unpackNibbles(byte[] from, int at, int count, int plus, byte[] levels, int to) {
    for (int i = 0; i < count; i++) {
      levels[to + i] = (byte) (bits(from[at + i], 0, 4) + plus);
      levels[to + count + i] = (byte) (bits(from[at + i], 4, 4) + plus);
    }
  }

  /** Two bits of an element: 32 bytes hold those of 128 elements, of the first 32 the lowest. */
  private static int bitPair(byte[] from, int at, int element) {
    return bits(from[at + element / 128 * 32 + element % 32], element / 32 % 4 * 2, 2);
  }

  private static void addFifthBits(byte[] from, int at, byte[] levels) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] += (byte) (16 * bits(from[at + i / 8], i % 8, 1));
    }
  }

  /** Scales and minimums of 6 bits; the upper two of the last four are beside the first four. */
  private static void unpackScalesAndMinimums(byte[] from, int at, UnpackedBlock to) {
    float scale = half(from, at);
    float minimum = half(from, at + 2);
    int first = at + 4;
    for (int i = 0; i < 4; i++) {
      byte last = from[first + 8 + i];
      to.scales()[i] = scale * bits(from[first + i], 0, 6);
      to.minimums()[i] = minimum * bits(from[first + 4 + i], 0, 6);
      to.scales()[4 + i] = scale * (bits(last, 0, 4) + 16 * bits(from[first + i], 6, 2));
      to.minimums()[4 + i] = minimum * (bits(last, 4, 4) + 16 * bits(from[first + 4 + i], 6, 2));
    }
  }

  private static void lookUp(byte[] levels) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] = TABLE[levels[i]];
    }
  }
}
