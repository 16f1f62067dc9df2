package dev.continuo.model.backend.cuda;

import static dev.continuo.model.backend.cuda.CudaBackend.in;
import static dev.continuo.model.backend.cuda.CudaBackend.inOut;
import static dev.continuo.model.backend.cuda.CudaBackend.number;
import static dev.continuo.model.backend.cuda.CudaBackend.out;

import dev.continuo.model.backend.Backend.Heads;
import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.Operation.Argument;
import dev.continuo.model.backend.cuda.Operation.Launch;
import java.util.List;

/** Which kernels attention takes, and over which grids. */
record AttentionKernels(ElementType activations) {

  Launch forward(
      Heads heads, Buffer rotated, Buffer projected, Buffer attended, Buffer logSums) {
    return launch(
        "attention_forward",
        heads,
        List.of(in(rotated), in(projected), out(attended), out(logSums)));
  }

  Launch delta(Heads heads, Buffer attended, Buffer dAttended, Buffer delta) {
    throw new UnsupportedOperationException();
  }

  Launch keys(
      Heads heads,
      Buffer rotated,
      Buffer projected,
      Buffer dAttended,
      Buffer logSums,
      Buffer delta,
      Buffer dProjected) {
    throw new UnsupportedOperationException();
  }

  Launch queries(
      Heads heads,
      Buffer rotated,
      Buffer projected,
      Buffer dAttended,
      Buffer logSums,
      Buffer delta,
      Buffer dProjected) {
    throw new UnsupportedOperationException();
  }

  private Launch launch(String kernel, Heads heads, List<Argument> buffers) {
    throw new UnsupportedOperationException(kernel);
  }
}
