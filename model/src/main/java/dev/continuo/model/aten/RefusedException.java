package dev.continuo.model.aten;

import dev.continuo.model.config.ModelException;
import java.io.Serial;

/**
 * libtorch refused an operation. Its C interface does not say why, only standard error does; if
 * smaller tensors of the same kind succeed, the cause was memory.
 */
public final class RefusedException extends ModelException {

  @Serial private static final long serialVersionUID = 1;

  RefusedException(String operation) {
    super("libtorch refused " + operation + ": its reason is on standard error above");
  }
}
