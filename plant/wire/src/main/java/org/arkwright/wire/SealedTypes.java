package org.arkwright.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The records of sealed interfaces. */
final class SealedTypes {
  private SealedTypes() {}

  /** Whether values of the class carry a type field: it is sealed, or a record of a sealed type. */
  static boolean carriesType(Class<?> type) {
    return type.isSealed()
        || (type.isRecord() && Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed));
  }

  /** Returns the records that a sealed interface permits, directly or through nested ones. */
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
