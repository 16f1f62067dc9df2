package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.ElementType;
import dev.continuo.model.backend.cuda.Operation.Argument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernels take, read from their sources. */
final class KernelSignatures {

  private static final Pattern KERNEL =
      Pattern.compile(
          "extern\\s+\"C\"\\s+__global__\\s+void\\s+(?:__launch_bounds__\\([^)]*\\)\\s+)?(\\w+)\\s*\\(([^)]*)\\)");

  private static final Pattern PARAMETER =
      Pattern.compile("(const )?([\\w ]+?) ?(\\*)? ?(?:__restrict__ )?(\\w+)");

  /**
   * A parameter.
   *
   * @param type as in the source, without const
   * @param pointer whether it is an address
   * @param readOnly whether what is there is only read
   */
  record Parameter(String name, String type, boolean pointer, boolean readOnly) {}

  private final Map<String, List<Parameter>> kernels = new LinkedHashMap<>();
  private final ElementType activations;

  private KernelSignatures(ElementType activations) {
    this.activations = activations;
  }

  /** Those of a program. */
  static KernelSignatures of(String program, ElementType activations) {
    KernelSignatures signatures = new KernelSignatures(activations);
    Matcher kernel = KERNEL.matcher(program);
    while (kernel.find()) {
      List<Parameter> parameters = new ArrayList<>();
      for (String text : kernel.group(2).split(",", -1)) {
        String one = text.strip().replaceAll("\\s+", " ");
        Matcher parameter = PARAMETER.matcher(one);
        if (!parameter.matches()) {
          throw new IllegalArgumentException(kernel.group(1) + " has an unknown parameter: " + one);
        }
        parameters.add(
            new Parameter(
                parameter.group(4),
                parameter.group(2),
                parameter.group(3) != null,
                parameter.group(1) != null));
      }
      signatures.kernels.put(kernel.group(1), List.copyOf(parameters));
    }
    return signatures;
  }

  /** All names. */
  List<String> names() {
    return List.copyOf(kernels.keySet());
  }

  /** What is wrong with the arguments of a launch. */
  Optional<String> problem(Operation.Launch launch) {
    List<Parameter> parameters = kernels.get(launch.kernel());
    if (parameters == null) {
      return Optional.of("there is no such kernel");
    }
    List<Argument> arguments = launch.arguments();
    if (parameters.size() != arguments.size()) {
      return Optional.of("it takes " + parameters.size() + " arguments, not " + arguments.size());
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!fits(parameters.get(i), arguments.get(i))) {
        return Optional.of(parameters.get(i) + " cannot be " + arguments.get(i));
      }
    }
    return Optional.empty();
  }

  private boolean fits(Parameter parameter, Argument argument) {
    return switch (argument) {
      case Argument.Input(var buffer) -> parameter.readOnly() && points(parameter, buffer.type());
      case Argument.Output(var buffer) -> !parameter.readOnly() && points(parameter, buffer.type());
      case Argument.InOut(var buffer) -> !parameter.readOnly() && points(parameter, buffer.type());
      case Argument.Int32 number -> !parameter.pointer() && parameter.type().equals("int");
      case Argument.Int64 number -> !parameter.pointer() && parameter.type().equals("long long");
      case Argument.Float32 number -> !parameter.pointer() && parameter.type().equals("float");
    };
  }

  private boolean points(Parameter parameter, ElementType type) {
    return parameter.pointer()
        && switch (parameter.type()) {
          case "activation" -> type == activations;
          case "bfloat16" -> type == ElementType.BFLOAT16;
          case "float", "Step" -> type == ElementType.FLOAT32;
          case "double" -> type == ElementType.FLOAT64;
          case "int", "Chunk" -> type == ElementType.INT32;
          default -> false;
        };
  }
}
