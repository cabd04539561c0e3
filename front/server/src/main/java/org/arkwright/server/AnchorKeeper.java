package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalAnchor;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.thread.ServiceThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes the journal's end in the home, a moment after it moves and once more at the end, and
 * compares the journal with it. What was lost with a tail of the journal is at most what was
 * appended in that moment.
 */
final class AnchorKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AnchorKeeper.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final Journal journal;
  private final Path file;
  private final ServiceThread thread;
  private Optional<JournalAnchor> written = Optional.empty();
  private boolean failing;

  AnchorKeeper(Journal journal, Path file) {
    this.journal = journal;
    this.file = file;
    this.thread = ServiceThread.of("arkwright-anchor", this::run);
  }

  /** Begins to note the end of a journal that has been found to be the right one. */
  void start() {
    var _ = thread.start();
  }

  /** What keeps the end from being noted, if anything does. Any thread. */
  Optional<String> trouble() {
    return thread.trouble();
  }

  private void run() throws InterruptedException {
    while (true) {
      note();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  private synchronized void note() {
    Optional<JournalAnchor> now = journal.anchor();
    if (now.isEmpty() || now.equals(written) || Files.notExists(file.resolveSibling("home.id"))) {
      return;
    }
    try {
      now.get().write(file);
      written = now;
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        log.warn("The journal's end cannot be noted in {}: {}", file, e.toString());
      }
      failing = true;
    }
  }

  /** Verifies the whole chain, and that it goes on from where it was last noted to end. */
  Verification verify() {
    return verify(journal.verify(), journal::contradiction, file);
  }

  static Verification verify(
      Verification chain, Function<JournalAnchor, Optional<String>> contradiction, Path file) {
    if (!(chain instanceof Verification.Intact(long batches, _, _))) {
      return chain;
    }
    try {
      return JournalAnchor.read(file)
          .flatMap(contradiction)
          .<Verification>map(problem -> new Verification.Broken(batches + 1, problem))
          .orElse(chain);
    } catch (IOException e) {
      return new Verification.Broken(batches + 1, String.valueOf(e.getMessage()));
    }
  }

  /** Verifies the journal in the background, and says so in the log if it is damaged. */
  void verifySoon() {
    Thread.ofPlatform()
        .name("arkwright-verify")
        .daemon()
        .start(() -> {
          try {
            if (verify() instanceof Verification.Broken(long batch, String problem)) {
              log.error("The journal is damaged at batch {}: {}", batch, problem);
            }
          } catch (JournalException | IllegalStateException e) {
            log.warn("The journal could not be verified: {}", e.getMessage());
          }
        });
  }

  /** Notes the end for the last time; after the last append, before the journal is closed. */
  @Override
  public void close() {
    if (thread.wasStarted()) {
      thread.interrupt();
      note();
    }
  }
}
