package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.StringJoiner;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.AgeText;

/** How a job ended, as lines of a detail view. */
final class EndedView {
  private EndedView() {}

  /** The lines by their names; none where the job has not ended, or the server does not tell. */
  static SequencedMap<String, String> lines(JobAnswer job, Instant now) {
    SequencedMap<String, String> lines = new LinkedHashMap<>();
    if (!job.isFinal() || job.text("finishedAt").isEmpty()) {
      return lines;
    }
    String submitted = job.text("submittedAt");
    String started = job.text("startedAt");
    String ended = job.text("finishedAt");
    lines.put("ended", AgeText.moment(ended, now));
    if (started.isEmpty()) {
      lines.put("waited", AgeText.between(submitted, ended, now) + ", and never started");
      return lines;
    }
    lines.put(
        "waited",
        AgeText.between(submitted, started, now)
            + (job.attempts() > 1 ? " until its last attempt began" : ""));
    lines.put("ran", AgeText.between(started, ended, now) + where(job));
    lines.put("attempts", attempts(job));
    lines.put("exit code", job.text("exitCode"));
    lines.put("output", "arkwright logs " + job.id());
    return lines;
  }

  private static String where(JobAnswer job) {
    StringJoiner nodes = new StringJoiner(", ", " on ", "").setEmptyValue("");
    for (JsonNode node : job.json().path("nodes")) {
      nodes.add(node.asText());
    }
    return nodes.toString();
  }

  /** How often it was started, and why more than once; empty where once was enough. */
  private static String attempts(JobAnswer job) {
    if (job.attempts() <= 1) {
      return "";
    }
    StringJoiner why = new StringJoiner(", ", "; ", "").setEmptyValue("");
    String failures = job.text("failures");
    if (!failures.isEmpty() && !failures.equals("0")) {
      why.add(failures + " failed");
    }
    String losses = job.text("losses");
    if (!losses.isEmpty() && !losses.equals("0")) {
      why.add(losses + " lost");
    }
    return job.attempts() + why.toString();
  }
}
