package dev.continuo.model.device;

import dev.continuo.model.config.ModelException;
import jcuda.CudaException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;

/**
 * The time that a GPU itself spends on what is launched between two marks on the stream that
 * libtorch uses. Loaded only where there is a GPU.
 */
public final class CudaTimer implements AutoCloseable {

  private static final double MILLISECONDS = 1000;

  private final CUdevice device = new CUdevice();
  private final CUevent start = new CUevent();
  private final CUevent end = new CUevent();

  /**
   * A timer.
   *
   * @param index of the device
   * @throws ModelException where CUDA refuses it
   */
  public CudaTimer(int index) {
    try {
      JCudaDriver.setExceptionsEnabled(true);
      CUcontext context = new CUcontext();
      JCudaDriver.cuDeviceGet(device, index);
      JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
      JCudaDriver.cuCtxSetCurrent(context);
      JCudaDriver.cuEventCreate(start, CUevent_flags.CU_EVENT_DEFAULT);
      JCudaDriver.cuEventCreate(end, CUevent_flags.CU_EVENT_DEFAULT);
    } catch (CudaException e) {
      throw new ModelException("CUDA refused a timer: " + e.getMessage(), e);
    }
  }

  /** Sets the first mark. */
  public void start() {
    JCudaDriver.cuEventRecord(start, null);
  }

  /** Sets the second mark and waits for it: the seconds between the two. */
  public double seconds() {
    float[] milliseconds = new float[1];
    JCudaDriver.cuEventRecord(end, null);
    JCudaDriver.cuEventSynchronize(end);
    JCudaDriver.cuEventElapsedTime(milliseconds, start, end);
    return milliseconds[0] / MILLISECONDS;
  }

  @Override
  public void close() {
    JCudaDriver.cuEventDestroy(start);
    JCudaDriver.cuEventDestroy(end);
    JCudaDriver.cuDevicePrimaryCtxRelease(device);
  }
}
