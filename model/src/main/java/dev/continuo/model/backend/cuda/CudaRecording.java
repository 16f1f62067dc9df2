package dev.continuo.model.backend.cuda;

import dev.continuo.model.config.ModelException;
import java.util.List;
import java.util.Optional;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** Operations as a graph of the driver; where that cannot be had, one after the other. */
final class CudaRecording implements Device.Recording {

  private final CudaDevice device;
  private final CudaContext context;
  private final List<Operation> operations;
  private final CUgraphExec graph = new CUgraphExec();
  private final Optional<String> problem;
  private boolean closed;

  /** Operations that have been prepared. */
  CudaRecording(
      CudaDevice device, CudaContext context, List<Operation> operations, boolean asGraph) {
    this.device = device;
    this.context = context;
    this.operations = List.copyOf(operations);
    this.problem = asGraph ? capture() : Optional.of("graphs were not chosen");
  }

  /** Why there is no graph, if there is none. */
  Optional<String> problem() {
    return problem;
  }

  private Optional<String> capture() {
    CUgraph captured = new CUgraph();
    try {
      Cuda.check(
          "a recording",
          () ->
              JCudaDriver.cuStreamBeginCapture(
                  context.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
      try {
        operations.forEach(device::queue);
      } catch (ModelException e) {
        Cuda.answer(() -> JCudaDriver.cuStreamEndCapture(context.stream(), captured));
        throw e;
      }
      Cuda.check(
          "a recording's end", () -> JCudaDriver.cuStreamEndCapture(context.stream(), captured));
      Cuda.check("a graph", () -> JCudaDriver.cuGraphInstantiate(graph, captured, 0));
      Cuda.check("a graph", () -> JCudaDriver.cuGraphUpload(graph, context.stream()));
      return Optional.empty();
    } catch (ModelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      Cuda.answer(() -> JCudaDriver.cuGraphDestroy(captured));
    }
  }

  @Override
  public void run() {
    if (closed) {
      throw new IllegalStateException("the recording is closed");
    }
    context.bind();
    if (problem.isEmpty()) {
      Cuda.check("a graph", () -> JCudaDriver.cuGraphLaunch(graph, context.stream()));
    } else {
      operations.forEach(device::run);
    }
  }

  /** Gives the graph back; what of it is queued is still done. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      device.forget(this);
      if (problem.isEmpty()) {
        context.bindIfPossible();
        Cuda.answer(() -> JCudaDriver.cuGraphExecDestroy(graph));
      }
    }
  }
}
