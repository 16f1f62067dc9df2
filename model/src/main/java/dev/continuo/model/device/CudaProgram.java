package dev.continuo.model.device;

import dev.continuo.model.config.ModelException;
import dev.continuo.model.device.CudaDevice.ComputeCapability;
import java.util.HashMap;
import java.util.Map;
import jcuda.CudaException;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

/**
 * CUDA kernels, compiled from their source for one GPU and launched there in the context and on the
 * stream that libtorch uses. Loaded only where there is a GPU.
 */
public final class CudaProgram {

  private final CUcontext context = new CUcontext();
  private final CUmodule module = new CUmodule();
  private final Map<String, CUfunction> functions = new HashMap<>();

  /**
   * Compiles a program.
   *
   * @param name of the source, for errors
   * @param source in CUDA C++
   * @param index of the device
   * @throws ModelException where it does not compile or load
   * @throws LinkageError where NVRTC or JCuda's natives are missing
   */
  public CudaProgram(String name, String source, int index) {
    ComputeCapability capability = CudaDevices.list().get(index).computeCapability();
    JCudaDriver.setExceptionsEnabled(true);
    JNvrtc.setExceptionsEnabled(true);
    try {
      CUdevice device = new CUdevice();
      JCudaDriver.cuDeviceGet(device, index);
      JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
      JCudaDriver.cuCtxSetCurrent(context);
      String architecture = "compute_" + capability.major() + capability.minor();
      JCudaDriver.cuModuleLoadData(module, compiled(name, source, architecture));
    } catch (CudaException e) {
      throw new ModelException(name + ": CUDA refused it: " + e.getMessage(), e);
    }
  }

  private static String compiled(String name, String source, String architecture) {
    nvrtcProgram program = new nvrtcProgram();
    JNvrtc.nvrtcCreateProgram(program, source, name, 0, null, null);
    try {
      String[] options = {"--gpu-architecture=" + architecture};
      JNvrtc.nvrtcCompileProgram(program, options.length, options);
      String[] code = new String[1];
      JNvrtc.nvrtcGetPTX(program, code);
      return code[0];
    } catch (CudaException e) {
      String[] log = new String[1];
      JNvrtc.nvrtcGetProgramLog(program, log);
      throw new ModelException(name + ": does not compile: " + log[0], e);
    } finally {
      JNvrtc.nvrtcDestroyProgram(program);
    }
  }

  /**
   * Launches a kernel.
   *
   * @param function its name
   * @param blocks of the grid
   * @param threads of a block
   * @param arguments Long for a device pointer, Float
   * @throws ModelException where CUDA refuses it
   */
  public void launch(String function, int blocks, int threads, Object... arguments) {
    try {
      JCudaDriver.cuCtxSetCurrent(context);
      CUfunction kernel = functions.computeIfAbsent(function, this::find);
      JCudaDriver.cuLaunchKernel(
          kernel, blocks, 1, 1, threads, 1, 1, 0, null, Pointer.to(pointers(arguments)), null);
    } catch (CudaException e) {
      throw new ModelException(function + ": CUDA refused it: " + e.getMessage(), e);
    }
  }

  private static Pointer[] pointers(Object... arguments) {
    Pointer[] pointers = new Pointer[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      pointers[i] =
          switch (arguments[i]) {
            case Long address -> Pointer.to(new long[] {address});
            case Float number -> Pointer.to(new float[] {number});
            default -> throw new IllegalArgumentException("no kernel argument: " + arguments[i]);
          };
    }
    return pointers;
  }

  private CUfunction find(String name) {
    CUfunction function = new CUfunction();
    JCudaDriver.cuModuleGetFunction(function, module, name);
    return function;
  }
}
