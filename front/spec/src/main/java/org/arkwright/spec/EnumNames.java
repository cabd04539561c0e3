package org.arkwright.spec;

import java.util.Locale;

/** The spelling of enum constants in specs: {@code SAME_NODE} is {@code same-node}. */
final class EnumNames {
  private EnumNames() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
