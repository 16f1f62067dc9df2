package dev.continuo.trainer.loop;

import dev.continuo.model.aten.RefusedException;
import dev.continuo.model.backend.cuda.DeviceMemoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognizes errors that say, or may say, that memory ran out. */
public final class MemoryShortage {

  private MemoryShortage() {}

  /**
   * Java's error, that of a GPU, the messages of libtorch's allocator and of CUDA's driver, or a
   * failure of libtorch without a message.
   */
  public static boolean isCauseOf(@Nullable Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError
          || cause instanceof RefusedException
          || cause instanceof DeviceMemoryException
          || message.contains("outofmemoryerror") // of a class that could not be initialized
          || message.contains("out of memory")
          || message.contains("can't allocate memory")
          || message.contains("not enough memory")) {
        return true;
      }
    }
    return false;
  }
}
