package dev.continuo.model.backend.cuda;

import dev.continuo.model.config.ModelException;

/** A device has too little memory free. */
public final class DeviceMemoryException extends ModelException {

  private static final long serialVersionUID = 1;

  public DeviceMemoryException(String message) {
    super(message);
  }
}
