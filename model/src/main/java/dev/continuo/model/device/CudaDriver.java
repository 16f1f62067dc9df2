package dev.continuo.model.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.CudaDevice.ComputeCapability;
import java.util.ArrayList;
import java.util.List;
import jcuda.CudaException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/** The only class that calls JCuda; loaded where a CUDA driver is known to be there. */
final class CudaDriver {

  private static final int NAME_BYTES = 256;

  private CudaDriver() {}

  static List<CudaDevice> devices() {
    if (JCudaDriver.cuInit(0) != CUresult.CUDA_SUCCESS) {
      return List.of();
    }
    JCudaDriver.setExceptionsEnabled(true);
    try {
      int[] count = new int[1];
      JCudaDriver.cuDeviceGetCount(count);
      List<CudaDevice> devices = new ArrayList<>();
      for (int index = 0; index < count[0]; index++) {
        devices.add(device(index));
      }
      return devices;
    } catch (CudaException e) {
      throw new ModelException(
          "no GPU can be used: CUDA answers " + e.getMessage() + "; nvidia-smi says more", e);
    }
  }

  /** The newest CUDA that the driver knows, as in 13000. */
  static int version() {
    int[] version = new int[1];
    JCudaDriver.cuDriverGetVersion(version);
    return version[0];
  }

  private static CudaDevice device(int index) {
    CUdevice device = new CUdevice();
    JCudaDriver.cuDeviceGet(device, index);
    byte[] name = new byte[NAME_BYTES];
    JCudaDriver.cuDeviceGetName(name, name.length, device);
    ComputeCapability capability =
        new ComputeCapability(
            attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
            attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR));
    long[] free = new long[1];
    long[] total = new long[1];
    CUcontext context = new CUcontext();
    JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
    try {
      JCudaDriver.cuCtxSetCurrent(context);
      JCudaDriver.cuMemGetInfo(free, total);
    } finally {
      JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
    String text = new String(name, UTF_8);
    return new CudaDevice(
        index, text.substring(0, text.indexOf('\0')), capability, free[0], total[0]);
  }

  private static int attribute(CUdevice device, int attribute) {
    int[] value = new int[1];
    JCudaDriver.cuDeviceGetAttribute(value, attribute, device);
    return value[0];
  }
}
