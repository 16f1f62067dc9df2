package dev.continuo.trainer.config;

import dev.continuo.tokenizer.setting.ByteSize;
import dev.continuo.tokenizer.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values of settings, each {@link Setting} at most once; immutable. */
public final class Settings {

  /** Nothing: all is chosen. */
  public static final Settings NONE = new Settings(Map.of());

  private final Map<Setting<?>, Object> values;

  private Settings(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * The same with one setting more, or changed.
   *
   * @throws UsageException where it does not take the value
   */
  public <T> Settings with(Setting<T> setting, T value) {
    check(setting, value);
    Map<Setting<?>, Object> more = new LinkedHashMap<>(values);
    more.put(setting, value);
    return new Settings(more);
  }

  private static void check(Setting<?> setting, Object value) {
    boolean inRange =
        switch (value) {
          case Number number -> setting.range().holds().test(number.doubleValue());
          case ByteSize size -> setting.range().holds().test((double) size.bytes());
          default -> true;
        };
    if (!inRange) {
      throw new UsageException(
          "%s: expected %s, found %s",
          setting,
          setting.range().expected(),
          value instanceof Integer whole ? String.format(Locale.ROOT, "%,d", whole) : value);
    }
  }

  /** The value of a setting; null where it was not set. */
  public <T> @Nullable T find(Setting<T> setting) {
    return setting.type().cast(values.get(setting));
  }

  /** The value of a setting, or another where it was not set. */
  public <T> T find(Setting<T> setting, T otherwise) {
    T found = find(setting);
    return found == null ? otherwise : found;
  }

  /** What a setting that has a default is. */
  public <T> T get(Setting<T> setting) {
    T otherwise = setting.value();
    if (otherwise == null) {
      throw new IllegalArgumentException(setting.name() + " has no default; find it");
    }
    return find(setting, otherwise);
  }

  /** Whether a setting was set. */
  public boolean has(Setting<?> setting) {
    return values.containsKey(setting);
  }

  /** All that were set. */
  public Set<Setting<?>> given() {
    return values.keySet();
  }

  /**
   * Refuses two settings that contradict each other.
   *
   * @throws UsageException names both
   */
  public void exclude(Setting<?> one, Setting<?> other) {
    if (has(one) && has(other)) {
      throw new UsageException("%s and %s contradict each other; give one of them", one, other);
    }
  }

  /**
   * Refuses settings that have no effect beside another.
   *
   * @throws UsageException names both
   */
  public void refuse(Setting<?> beside, Setting<?>... others) {
    for (Setting<?> other : others) {
      if (has(beside) && has(other)) {
        throw new UsageException("%s has no effect with %s; leave one of them out", other, beside);
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
