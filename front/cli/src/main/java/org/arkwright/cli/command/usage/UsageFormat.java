package org.arkwright.cli.command.usage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.arkwright.cli.session.Session;

/** The output formats of bills and usage. */
enum UsageFormat {
  TABLE,
  CSV,
  JSON;

  /** The word as it is typed, and as completion offers it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Copies an answer in CSV to the output as it comes. */
  static void copy(Session session, String path) throws IOException {
    try (InputStream csv = session.api().open(path, "text/csv")) {
      csv.transferTo(session.terminal().out());
    }
  }
}
