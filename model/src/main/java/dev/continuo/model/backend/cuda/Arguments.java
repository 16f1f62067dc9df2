package dev.continuo.model.backend.cuda;

import dev.continuo.model.backend.Buffer;
import dev.continuo.model.backend.cuda.Operation.Argument;

/** What kernels are given. */
final class Arguments {

  private Arguments() {}

  static Argument in(Buffer buffer) {
    return new Argument.Input(buffer);
  }

  static Argument out(Buffer buffer) {
    return new Argument.Output(buffer);
  }

  static Argument inOut(Buffer buffer) {
    return new Argument.InOut(buffer);
  }

  static Argument number(int value) {
    return new Argument.Int32(value);
  }

  static Argument number(boolean value) {
    return new Argument.Int32(value ? 1 : 0);
  }

  static Argument number(float value) {
    return new Argument.Float32(value);
  }
}
