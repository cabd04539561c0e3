package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.arkwright.dispatch.RefusedClaims.Door;
import org.arkwright.model.id.WorkerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators learn of claims that were refused: all in numbers, and each once in the log. */
final class RefusedClaimsTest {
  private static final WorkerId WORKER = new WorkerId("home", "gpu-1");

  private final Logger logger = Logger.getLogger(RefusedClaims.class.getName());
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();
  private final RefusedClaims claims = new RefusedClaims();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
  }

  @Test
  void claim_isAnErrorInTheLog_once_andCountedEachTime() {
    claims.note(Door.FILES, WORKER, "the files of another attempt");
    claims.note(Door.FILES, WORKER, "the files of another attempt");
    claims.note(Door.LOGS, WORKER, "the output of another attempt");

    assertThat(logged).extracting(LogRecord::getLevel).containsOnly(Level.SEVERE);
    assertThat(logged)
        .extracting(line -> line.getParameters()[1] + ": " + line.getParameters()[2])
        .containsExactly(
            "files: the files of another attempt", "logs: the output of another attempt");
    assertThat(claims.refused(Door.FILES)).isEqualTo(2);
    assertThat(claims.refused(Door.LOGS)).isEqualTo(1);
  }

  @Test
  void reportThatCameTooLate_isUsual_andNoError() {
    claims.note(Door.LATE_REPORT, WORKER, "the attempt is over");

    assertThat(logged).isEmpty();
    assertThat(claims.refused(Door.LATE_REPORT)).isEqualTo(1);
  }

  @Test
  void log_isBounded_whateverAThiefSays_andTheCountIsNot() {
    for (int i = 0; i < 2_000; i++) {
      claims.note(Door.REPORT, WORKER, "attempt " + i);
    }

    assertThat(logged).hasSize(1_000);
    assertThat(claims.refused(Door.REPORT)).isEqualTo(2_000);
  }
}
