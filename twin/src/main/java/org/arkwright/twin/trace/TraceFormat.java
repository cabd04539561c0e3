package org.arkwright.twin.trace;

import java.util.List;
import java.util.Optional;

/** A form in which traces come. Stateless. */
interface TraceFormat {
  /** The word in reports and messages. */
  String name();

  /** The columns that every file of this form has. */
  List<String> required();

  /** The columns that it may have besides. */
  List<String> optional();

  /** Whether rows must be in the order of arrival; the others are sorted when they are read. */
  boolean inOrder();

  /**
   * The job of a row; empty when it holds none by the rules of the form. What is wrong is noted in
   * the row.
   *
   * @param number counts the rows from 1
   */
  Optional<Arrival> read(CsvRow row, int number);
}
