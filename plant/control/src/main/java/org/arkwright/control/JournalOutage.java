package org.arkwright.control;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the journal takes entries. Noted by the writer; any thread may ask. */
final class JournalOutage {
  private static final Logger log = LoggerFactory.getLogger(JournalOutage.class);

  /** Nothing may be left to append after an outage, so an old one is no news. */
  private static final Duration LASTING = Duration.ofSeconds(30);

  private int failures;
  private long lastNanos;

  /** Notes how many batches in a row have been refused by now. */
  synchronized void note(int inARow) {
    if (inARow > 0 && failures == 0) {
      log.warn("The journal takes no entries; what is refused for it says why");
    } else if (inARow == 0 && failures > 0) {
      log.info("The journal takes entries again");
    }
    if (inARow != failures) {
      failures = inARow;
      lastNanos = System.nanoTime();
    }
  }

  /** What is wrong now, without what the database says. */
  synchronized Optional<String> trouble() {
    return failures > 0 && System.nanoTime() - lastNanos < LASTING.toNanos()
        ? Optional.of(
            "the journal takes no entries; batches refused in a row: %d".formatted(failures))
        : Optional.empty();
  }
}
