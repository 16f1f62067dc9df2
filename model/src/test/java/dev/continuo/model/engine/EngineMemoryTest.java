package dev.continuo.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.model.net.Precision;
import dev.continuo.model.net.Transformer;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is counted beforehand is what is held afterwards. */
final class EngineMemoryTest {

  private static final int TIME = 64;
  private static final ModelConfig CONFIG = ModelConfig.ofDepth(2, 1000, TIME, -1);

  /** The bytes of the arrays that a transformer holds after a step, besides its threads' own. */
  private static long held(int batch) throws IllegalAccessException {
    long[] ids = new Random(1).longs((long) batch * TIME, 0, CONFIG.vocabularySize()).toArray();
    try (Transformer transformer = Transformer.create(CONFIG, Precision.FLOAT32, Device.cpu());
        ExplicitTransformer explicit =
            new ExplicitTransformer(CONFIG, transformer.weights(), Precision.FLOAT32, 1)) {
      explicit.refresh();
      explicit.forwardBackward(batch, TIME, ids, ids, LossFunction.CROSS_ENTROPY, 1);
      return bytes(explicit, Collections.newSetFromMap(new IdentityHashMap<>()));
    }
  }

  private static long bytes(@Nullable Object value, Set<Object> seen)
      throws IllegalAccessException {
    if (value == null || !seen.add(value)) {
      return 0;
    }
    long sum = 0;
    switch (value) {
      case float[] floats -> sum = (long) floats.length * Float.BYTES;
      case int[] ints -> sum = (long) ints.length * Integer.BYTES;
      case double[] doubles -> sum = (long) doubles.length * Double.BYTES;
      case List<?> list -> {
        for (Object element : list) {
          sum += bytes(element, seen);
        }
      }
      default -> {
        if (value.getClass().isArray() && !value.getClass().getComponentType().isPrimitive()) {
          for (int i = 0; i < Array.getLength(value); i++) {
            sum += bytes(Array.get(value, i), seen);
          }
        } else if (value.getClass().getPackageName().startsWith("dev.continuo.model")) {
          for (Field field : value.getClass().getDeclaredFields()) {
            if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
              field.setAccessible(true);
              sum += bytes(field.get(value), seen);
            }
          }
        }
      }
    }
    return sum;
  }

  @Test
  void isWhatAStepHolds() throws IllegalAccessException {
    EngineMemory memory = EngineMemory.of(CONFIG, Precision.FLOAT32, 0, TIME);
    double few = held(16);
    double perToken = (held(48) - few) / (32 * TIME);
    assertThat((double) memory.bytesPerToken()).isCloseTo(perToken, within(perToken * 0.01));
    double fixed = few - 16 * TIME * perToken;
    assertThat((double) memory.fixedBytes()).isCloseTo(fixed, within(fixed * 0.01));
  }

  @Test
  void staysALongWhereNoMachineHasSoMuch() {
    ModelConfig vast = ModelConfig.ofDepth(2048, 1 << 24, 1 << 30, -1);
    EngineMemory memory = EngineMemory.of(vast, Precision.FLOAT32, 64, 1 << 30);
    assertThat(memory.fixedBytes()).isGreaterThan(1L << 40);
    assertThat(memory.bytesPerToken()).isPositive();
    assertThat(memory.longestFixed()).isPositive();
  }
}
