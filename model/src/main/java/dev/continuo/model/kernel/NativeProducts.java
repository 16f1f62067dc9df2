package dev.continuo.model.kernel;

import dev.continuo.model.aten.BlockProduct;
import dev.continuo.model.aten.Libtorch;
import dev.continuo.model.device.Processor;

/** Whether products are oneDNN's, which libtorch brings, or those of the Vector API. */
public final class NativeProducts {

  /** {@code portable} does without libtorch also where it is there. */
  public static final String PROPERTY = "continuo.products";

  static final boolean AVAILABLE = available();

  private NativeProducts() {}

  /** Whether this machine and this class path have oneDNN's. */
  public static boolean areThere() {
    return AVAILABLE;
  }

  /** Whether they multiply in bfloat16 too. */
  public static boolean haveBfloat16() {
    return AVAILABLE && Processor.current().hasBfloat16();
  }

  private static boolean available() {
    return !"portable".equals(System.getProperty(PROPERTY))
        && Processor.current().features().contains("avx2")
        && Libtorch.isThere()
        && BlockProduct.isLinked();
  }
}
