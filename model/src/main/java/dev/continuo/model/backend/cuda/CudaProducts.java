package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Matrix;
import dev.continuo.model.backend.cuda.CublasLt.Algorithm;
import dev.continuo.model.backend.cuda.CublasLt.Places;
import dev.continuo.model.backend.cuda.Operation.Product;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The products of one GPU. For each shape the algorithm is chosen once: the fastest of those that
 * cuBLASLt proposes, or its first. The choice is kept on disk, so that the next process computes
 * the same bytes.
 */
final class CudaProducts implements AutoCloseable {

  private static final int PROPOSALS = 8;
  private static final int RUNS = 5;
  private static final long ALIGNMENT = 256;

  private final CudaContext context;
  private final CublasLt cublas;
  private final KernelCache cache;
  private final boolean tuned;
  private final long workspace;
  private final Map<ProductShape, Chosen> chosen = new HashMap<>();

  /** How the products of a shape are computed. */
  private record Chosen(ProductDescriptors descriptors, Algorithm algorithm) {}

  CudaProducts(CudaContext context, CublasLt cublas, KernelCache cache, boolean tuned) {
    this.context = context;
    this.cublas = cublas;
    this.cache = cache;
    this.tuned = tuned;
    cublas.open();
    this.workspace = context.allocate(CublasLt.WORKSPACE_BYTES);
  }

  /** Makes ready what must not happen while operations are recorded. */
  void prepare(Product product) {
    chosen(product);
  }

  /** Queues a product. */
  void multiply(Product product) {
    Chosen way = chosen(product);
    cublas.success(
        Cuda.text(product), multiply(way.descriptors(), way.algorithm(), product, places(product)));
  }

  private int multiply(
      ProductDescriptors descriptors, Algorithm algorithm, Product product, Places places) {
    return cublas.multiply(
        descriptors,
        product.alpha(),
        product.beta(),
        places,
        algorithm,
        workspace,
        context.streamHandle());
  }

  private static Places places(Product product) {
    long result = ProductShape.address(product.result());
    Matrix addend = product.addend();
    return new Places(
        ProductShape.address(product.right()),
        ProductShape.address(product.left()),
        addend == null || product.beta() == 0 ? result : ProductShape.address(addend),
        result);
  }

  private Chosen chosen(Product product) {
    ProductShape shape = ProductShape.of(product);
    Chosen known = chosen.get(shape);
    if (known != null) {
      return known;
    }
    ProductDescriptors descriptors = ProductDescriptors.of(shape, cublas);
    List<Algorithm> proposals = cublas.algorithms(descriptors, shape, tuned ? PROPOSALS : 1);
    Chosen made =
        new Chosen(descriptors, proposals.get(choice(product, shape, descriptors, proposals)));
    chosen.put(shape, made);
    return made;
  }

  /**
   * Which of the proposals: they compute into memory of their own, since a result may be what is
   * added. The one chosen has run once, so that its code is on the GPU.
   */
  private int choice(
      Product product,
      ProductShape shape,
      ProductDescriptors descriptors,
      List<Algorithm> proposals) {
    long bytes = scratchBytes(shape);
    long scratch;
    try {
      scratch = context.allocate(bytes);
    } catch (DeviceMemoryException tooLittle) {
      return 0;
    }
    try {
      context.queueClear(scratch, bytes);
      Places places = places(product);
      long result = scratch + places.result() % ALIGNMENT;
      Places apart =
          new Places(
              places.first(),
              places.second(),
              places.addend() == places.result() ? result : places.addend(),
              result);
      int choice = kept(product, shape, descriptors, proposals, apart);
      cublas.success(
          Cuda.text(product), multiply(descriptors, proposals.get(choice), product, apart));
      context.synchronize();
      return choice;
    } finally {
      context.free(scratch);
    }
  }

  /** What the choice of a shape's algorithm takes, beside the workspace of all. */
  static long scratchBytes(ProductShape shape) {
    return shape.result().extent(shape.batch()) * shape.result().type().bytes() + ALIGNMENT;
  }

  private int kept(
      Product product,
      ProductShape shape,
      ProductDescriptors descriptors,
      List<Algorithm> proposals,
      Places places) {
    if (proposals.size() == 1) {
      return 0;
    }
    List<String> origin =
        List.of(
            "product",
            context.name(),
            context.driverVersionText(),
            Long.toString(cublas.version()),
            Integer.toString(proposals.size()),
            shape.toString());
    byte[] content =
        cache.content(
            origin, () -> new byte[] {(byte) fastest(product, descriptors, proposals, places)});
    return content.length == 1 && content[0] >= 0 && content[0] < proposals.size() ? content[0] : 0;
  }

  private int fastest(
      Product product, ProductDescriptors descriptors, List<Algorithm> proposals, Places places) {
    int fastest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < proposals.size(); i++) {
      double seconds = seconds(product, descriptors, proposals.get(i), places);
      if (seconds < least) {
        least = seconds;
        fastest = i;
      }
    }
    return fastest;
  }

  private double seconds(
      Product product, ProductDescriptors descriptors, Algorithm algorithm, Places places) {
    if (multiply(descriptors, algorithm, product, places) != 0) {
      return Double.POSITIVE_INFINITY;
    }
    try (CudaMark start = new CudaMark(context)) {
      for (int run = 0; run < RUNS; run++) {
        cublas.success(Cuda.text(product), multiply(descriptors, algorithm, product, places));
      }
      try (CudaMark end = new CudaMark(context)) {
        return end.secondsSince(start);
      }
    }
  }

  @Override
  public void close() {
    chosen.values().forEach(way -> way.descriptors().destroy(cublas));
    chosen.clear();
    cublas.close();
  }
}
