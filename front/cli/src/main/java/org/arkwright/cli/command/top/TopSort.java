package org.arkwright.cli.command.top;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.ToDoubleFunction;
import org.arkwright.cli.api.JobAnswer;

/** The columns by which jobs are sorted, as they are typed: the most first. */
enum TopSort {
  cpus(use -> use.path("cpus").asDouble(-1)),
  memory(use -> use.path("memory").asDouble(-1)),
  devices(use -> TopTables.busyPercent(use.path("devices")).orElse(-1)),
  io(use ->
      use.has("read") || use.has("written")
          ? use.path("read").asDouble() + use.path("written").asDouble()
          : -1),
  waste(_ -> 0.0);

  private final ToDoubleFunction<JsonNode> key;

  TopSort(ToDoubleFunction<JsonNode> key) {
    this.key = key;
  }

  /** What a job has of it; larger is first, and what was not measured last. */
  double of(JobAnswer job) {
    JsonNode use = job.json().path("use");
    if (this != waste) {
      return key.applyAsDouble(use);
    }
    return use.has("cpus") ? TopTables.heldCores(job) - use.path("cpus").asDouble() : -1e9;
  }
}
