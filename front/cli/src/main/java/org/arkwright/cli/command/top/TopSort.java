package org.arkwright.cli.command.top;

import com.fasterxml.jackson.databind.JsonNode;
import org.arkwright.cli.api.JobAnswer;

/** The columns by which jobs are sorted, as they are typed: the most first. */
enum TopSort {
  cpus,
  memory,
  devices,
  io,
  waste;

  /** What a job has of it; larger is first, and what was not measured last. */
  double of(JobAnswer job) {
    JsonNode use = job.json().path("use");
    return switch (this) {
      case cpus -> use.path("cpus").asDouble(-1);
      case memory -> use.path("memory").asDouble(-1);
      case devices -> TopTables.busyPercent(use.path("devices")).orElse(-1);
      case io ->
          use.has("read") || use.has("written")
              ? use.path("read").asDouble() + use.path("written").asDouble()
              : -1;
      case waste -> use.has("cpus") ? TopTables.heldCores(job) - use.path("cpus").asDouble() : -1e9;
    };
  }
}
