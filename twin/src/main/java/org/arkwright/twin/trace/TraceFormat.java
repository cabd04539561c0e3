package org.arkwright.twin.trace;

import java.util.List;
import java.util.Optional;

/** A trace file format; stateless. */
interface TraceFormat {
  /** The name in reports and messages. */
  String name();

  /** The columns that every file of this format has. */
  List<String> required();

  /** The optional columns. */
  List<String> optional();

  /** Whether rows must be in order of arrival; other formats are sorted after reading. */
  boolean inOrder();

  /**
   * Reads the job of a row; empty when it contains none by the rules of the format. Problems are
   * recorded in the row.
   *
   * @param number of the row, from 1
   */
  Optional<Arrival> read(CsvRow row, int number);
}
