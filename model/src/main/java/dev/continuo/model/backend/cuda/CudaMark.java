package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Backend.Mark;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/** An event on a GPU's stream. */
final class CudaMark implements Mark {

  private static final double MILLISECONDS = 1000;

  private final CudaContext context;
  private final CUevent event = new CUevent();

  CudaMark(CudaContext context) {
    this.context = context;
    Cuda.check("an event", () -> JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DEFAULT));
    Cuda.check("an event", () -> JCudaDriver.cuEventRecord(event, context.stream()));
  }

  @Override
  public void await() {
    context.bind();
    Cuda.check("what was queued", () -> JCudaDriver.cuEventSynchronize(event));
  }

  @Override
  public double secondsSince(Mark earlier) {
    CudaMark start = (CudaMark) earlier;
    start.await();
    await();
    float[] milliseconds = new float[1];
    Cuda.check(
        "the time between two events",
        () -> JCudaDriver.cuEventElapsedTime(milliseconds, start.event, event));
    return milliseconds[0] / MILLISECONDS;
  }

  @Override
  public void close() {
    context.bindIfPossible();
    Cuda.answer(() -> JCudaDriver.cuEventDestroy(event));
  }
}
