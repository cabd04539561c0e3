package org.arkwright.server.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.arkwright.model.JobSpec;
import org.junit.jupiter.api.Test;

class HostileSpecTest {
  private static final String SOUND =
      """
      name: train
      ranks: 4
      resources: {cpus: 2, memory: 4GiB, devices: {kind: h100, count: 1}}
      command: [python, train.py]
      env: {A: b}
      timeout: 2h
      """;

  /** Whatever arrives is read or refused with a reason; nothing is thrown. */
  @Test
  void read_damagedDocuments_areReadOrRejected() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      byte[] document = damaged(random);
      try {
        if (JobSpecReader.read(document, "fallback")
            instanceof Reading.Rejected<JobSpec>(var problems)) {
          assertThat(problems).isNotEmpty();
        }
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed %d, document %s".formatted(seed, new String(document, StandardCharsets.UTF_8)),
            e);
      }
    }
  }

  private static byte[] damaged(Random random) {
    byte[] document = SOUND.getBytes(StandardCharsets.UTF_8);
    String noise = "{}[]:,-#&*!|>'\"%@`\t\n 0.";
    for (int change = random.nextInt(1, 8); change > 0; change--) {
      byte replacement =
          random.nextInt(4) == 0
              ? (byte) random.nextInt(256)
              : (byte) noise.charAt(random.nextInt(noise.length()));
      document[random.nextInt(document.length)] = replacement;
    }
    return document;
  }
}
