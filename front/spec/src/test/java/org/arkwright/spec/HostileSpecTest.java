package org.arkwright.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.job.JobSpecReader;
import org.junit.jupiter.api.Test;

class HostileSpecTest {
  private static final String VALID =
      """
      name: train
      ranks: 4
      resources: {cpus: 2, memory: 4GiB, devices: {kind: h100, count: 1}}
      command: [python, train.py]
      env: {A: b}
      timeout: 2h
      """;

  private static final String VALID_JSON =
      """
      {"name": "train", "ranks": 4, "preemptible": true, "workingDirectory": null,
       "resources": {"cpus": 2.5, "memory": "4GiB", "devices": {"kind": "h100", "count": 1}},
       "command": ["python", "train.py", "-0.5", "\\u00e4\\n"], "env": {"A": "b", "C": ""}}
      """;

  /** Every document is read or refused with a reason; nothing is thrown. */
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

  /** JSON has its own parser; a comment, which only YAML allows, forces the YAML parser. */
  @Test
  void read_damagedJson_givesTheSameAsYaml() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int compared = 0;
    while (compared < 300) {
      String json =
          new String(damaged(VALID_JSON, "{}[],'0.-n\n ", random), StandardCharsets.UTF_8);
      if (JsonDocument.parse(json).isPresent()) {
        assertThat(read(json)).as("seed %d, %s", seed, json).isEqualTo(read(json + " # YAML"));
        compared++;
      }
    }
  }

  private static Reading<JobSpec> read(String document) {
    return JobSpecReader.read(document.getBytes(StandardCharsets.UTF_8), "fallback");
  }

  private static byte[] damaged(Random random) {
    byte[] document = damaged(VALID, "{}[]:,-#&*!|>'\"%@`\t\n 0.", random);
    if (random.nextBoolean()) {
      document[random.nextInt(document.length)] = (byte) random.nextInt(256);
    }
    return document;
  }

  private static byte[] damaged(String valid, String noise, Random random) {
    byte[] document = valid.getBytes(StandardCharsets.UTF_8);
    for (int change = random.nextInt(1, 8); change > 0; change--) {
      document[random.nextInt(document.length)] =
          (byte) noise.charAt(random.nextInt(noise.length()));
    }
    return document;
  }
}
