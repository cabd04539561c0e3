package org.arkwright.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who belongs to a sealed interface. */
final class SealedTypes {
  private SealedTypes() {}

  /** Whether values of the class say their type: a sealed interface, or a record of one. */
  static boolean carriesType(Class<?> type) {
    return type.isSealed()
        || (type.isRecord() && Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed));
  }

  /** The records that a sealed interface permits, also through sealed interfaces below it. */
  static List<Class<?>> records(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      records.addAll(records(permitted));
    }
    return records;
  }
}
