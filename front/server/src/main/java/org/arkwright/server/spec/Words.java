package org.arkwright.server.spec;

import java.util.Locale;

/** How the choices of a spec are spelt: {@code SAME_NODE} is {@code same-node}. */
final class Words {
  private Words() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
