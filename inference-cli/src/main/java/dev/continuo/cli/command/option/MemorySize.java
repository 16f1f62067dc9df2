package dev.continuo.cli.command.option;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads sizes such as {@code 500m} and {@code 2g}, in bytes. */
public final class MemorySize implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    String size = text.toLowerCase(Locale.ROOT);
    int shift = size.endsWith("g") ? 30 : size.endsWith("m") ? 20 : size.endsWith("k") ? 10 : 0;
    String digits = shift == 0 ? size : size.substring(0, size.length() - 1);
    if (!digits.matches("[0-9]{1,9}")) {
      throw new TypeConversionException("expected a size such as 500m or 2g, found '" + text + "'");
    }
    return Long.parseLong(digits) << shift;
  }
}
