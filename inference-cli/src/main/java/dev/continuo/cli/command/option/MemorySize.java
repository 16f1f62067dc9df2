package dev.continuo.cli.command.option;

import dev.continuo.tokenizer.setting.ByteSize;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 500m} and {@code 2g}, in bytes. */
public final class MemorySize implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    return of(text).bytes();
  }

  /** The size of a text; another is wrong usage. */
  static ByteSize of(String text) {
    try {
      return ByteSize.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
