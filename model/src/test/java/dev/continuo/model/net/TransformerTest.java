package dev.continuo.model.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.continuo.model.aten.Aten;
import dev.continuo.model.config.ModelConfig;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TransformerTest {

  private static final int BATCH = 2;
  private static final int TIME = 5;

  @Test
  void throughputProbe() {
    ModelConfig config = ModelConfig.ofDepth(6, 8192, 256, 0);
    for (Precision precision : Precision.values()) {
      try (Transformer t = Transformer.create(config, precision, Device.cpu())) {
        Random random = new Random(1);
        for (Map.Entry<String, NDArray> e : t.weights().entrySet()) {
          float[] v = new float[(int) e.getValue().size()];
          for (int i = 0; i < v.length; i++) v[i] = (float) random.nextGaussian() * 0.02f;
          e.getValue().set(v);
        }
        for (int step = 0; step < 6; step++) {
          long start = System.nanoTime();
          long mid;
          float value;
          try (NDManager m = t.manager().newSubManager();
              GradientCollector c = Engine.getInstance().newGradientCollector()) {
            long[] ids = random.longs(8 * 256, 0, 8192).toArray();
            NDArray x = m.create(ids, new Shape(8, 256));
            NDArray y = m.create(ids);
            NDArray h = t.hidden(x, true);
            NDArray loss = Aten.crossEntropySum(t.logits(h, true), y).div(2048);
            value = loss.getFloat();
            mid = System.nanoTime();
            c.backward(loss);
          }
          long end = System.nanoTime();
          System.out.printf(
              "%s %.3f fwd %d bwd %d ms -> %.0f tok/s%n",
              precision,
              value,
              (mid - start) / 1000000,
              (end - mid) / 1000000,
              2048e9 / (end - start));
        }
        assertThat(BATCH + TIME).isPositive();
      }
    }
  }
}
