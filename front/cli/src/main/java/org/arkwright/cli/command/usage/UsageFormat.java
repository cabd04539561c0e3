package org.arkwright.cli.command.usage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.WrongUseException;

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

  /** Refuses CSV where {@code -o} asks for something else. */
  void refuseBeside(Session session) {
    if (this == CSV && session.wantsData()) {
      throw new WrongUseException(
          "--format is 'csv' and --output is '%s': expected one of them"
              .formatted(session.outputFormat()));
    }
  }

  /** Copies an answer in CSV to the output as it comes. */
  static void copy(Session session, String path) throws IOException {
    try (InputStream csv = session.api().open(path, "text/csv")) {
      csv.transferTo(session.terminal().out());
    }
  }
}
