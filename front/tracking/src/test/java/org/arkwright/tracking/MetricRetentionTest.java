package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricRetentionTest {
  private Calls calls;
  private MetricRetention retention;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    calls = new Calls(folder.resolve("tracking.db"));
    retention = new MetricRetention(calls.store);
  }

  @AfterEach
  void close() throws Exception {
    calls.close();
  }

  @Test
  void sweep_byAge_keepsTheLastValues_andRunsThatGoOn() throws Exception {
    String experiment = calls.experiment("e");
    String ended = run(experiment, 1000L);
    String recent = run(experiment, 9000L);
    String going = run(experiment, -1);

    assertThat(retention.sweep(Instant.ofEpochMilli(5000), 100).join()).isEqualTo(3);
    assertThat(points(ended)).isZero();
    assertThat(points(recent)).isEqualTo(3);
    assertThat(points(going)).isEqualTo(3);
    assertThat(
            calls
                .get("runs/get", "{run_id: '%s'}".formatted(ended))
                .at("/run/data/metrics/0/value")
                .asDouble())
        .isEqualTo(2);
  }

  @Test
  void sweep_beyondThePoints_takesTheRunsThatEndedFirst() throws Exception {
    String experiment = calls.experiment("e");
    String first = run(experiment, 1000L);
    String second = run(experiment, 2000L);
    String going = run(experiment, -1);

    assertThat(retention.sweep(Instant.EPOCH, 7).join()).isEqualTo(3);
    assertThat(points(first)).isZero();
    assertThat(points(second)).isEqualTo(3);
    assertThat(retention.sweep(Instant.EPOCH, 0).join()).isEqualTo(3);
    assertThat(points(going)).isEqualTo(3);
  }

  private String run(String experiment, long ended) throws Exception {
    String run = calls.run(experiment);
    for (int step = 0; step < 3; step++) {
      calls.post(
          "runs/log-metric",
          "{run_id: '%s', key: 'loss', value: %d, timestamp: 1, step: %d}"
              .formatted(run, step, step));
    }
    if (ended >= 0) {
      calls.post(
          "runs/update", "{run_id: '%s', status: 'FINISHED', end_time: %d}".formatted(run, ended));
    }
    return run;
  }

  private int points(String run) throws Exception {
    return calls
        .get("metrics/get-history", "{run_id: '%s', metric_key: 'loss'}".formatted(run))
        .path("metrics")
        .size();
  }
}
