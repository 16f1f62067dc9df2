package dev.continuo.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.DenseTransformer;
import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.CountedDevice;
import dev.continuo.model.backend.cuda.CudaBackend;
import dev.continuo.model.backend.cuda.Operation;
import dev.continuo.model.backend.cuda.ProgramCheck;
import dev.continuo.model.config.ModelConfig;
import dev.continuo.model.config.ModelConfig.Architecture;
import dev.continuo.model.config.ModelParts;
import dev.continuo.model.kernel.LossFunction;
import dev.continuo.trainer.config.Optimization;
import dev.continuo.trainer.config.Optimization.AdamW;
import dev.continuo.trainer.config.Optimization.Muon;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step of the weights does on a GPU, without one. */
class DeviceOptimizerProgramTest {

  private static final AdamW ADAM_W = new AdamW(3e-3, 0.9, 0.95, 1e-8, 0.1, 1.0);

  static List<Optimization> optimizations() {
    return List.of(
        ADAM_W,
        new Muon(0.02, 0.95, Muon.Iteration.POLAR_EXPRESS, 1 << 20, 0.01, 3e-3, ADAM_W),
        new Muon(0.02, 0.95, Muon.Iteration.POLAR_EXPRESS, 12, 0.01, 3e-3, ADAM_W));
  }

  @ParameterizedTest
  @MethodSource("optimizations")
  void plansAreRight(Optimization optimization) {
    for (Architecture architecture :
        List.of(Architecture.QWEN3, Architecture.GPT2, Architecture.QWEN2)) {
      for (ElementType type : List.of(ElementType.BFLOAT16, ElementType.FLOAT32)) {
        ModelConfig config =
            new ModelConfig(
                architecture,
                29,
                24,
                2,
                4,
                4,
                6,
                36,
                8,
                1e-5,
                ModelParts.of(architecture).rotary() ? 10_000 : 0,
                true,
                -1);
        try (CudaBackend backend = new CudaBackend(new CountedDevice(), type);
            DenseTransformer net = new DenseTransformer(backend, config, 2, 8)) {
          DeviceOptimizer optimizer = new DeviceOptimizer(backend, net.parameters(), optimization);
          List<String> given =
              backend.buffers().stream().map(Buffer::name).filter(this::isGiven).toList();
          assertThat(
                  ProgramCheck.problems(backend, backend.operations(optimizer::operations), given))
              .isEmpty();
          List<Operation> step =
              backend.operations(
                  () -> {
                    net.forwardBackwardOperations(2, false, LossFunction.CROSS_ENTROPY);
                    optimizer.operations();
                  });
          List<String> before = new ArrayList<>(given);
          before.addAll(List.of("ids", "order of ids", "targets", "factor", "cosines", "sines"));
          assertThat(ProgramCheck.problems(backend, step, before)).as("a whole step").isEmpty();
        }
      }
    }
  }

  /** A step that is left out, since a gradient is infinite, also leaves its momentum unwritten. */
  private boolean isGiven(String name) {
    return List.of("weights", "rounded weights", "gradients", "step", "means", "squares")
            .contains(name)
        || name.startsWith("chunks")
        || name.endsWith(".momentum");
  }
}
