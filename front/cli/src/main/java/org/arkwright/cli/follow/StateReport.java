package org.arkwright.cli.follow;

import java.io.PrintStream;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.Colors;

/** Tells a job's state, and why it waits, each time either changes. */
final class StateReport {
  private final PrintStream err;
  private final Colors ink;
  private String told = "";

  StateReport(PrintStream err, Colors ink) {
    this.err = err;
    this.ink = ink;
  }

  void show(JobAnswer job) {
    String detail = job.isQueued() ? job.waiting() : job.isFinal() ? ending(job) : placed(job);
    String line = job.state() + "\n" + detail;
    if (!line.equals(told)) {
      told = line;
      String separator = detail.isEmpty() ? "" : "  ";
      say(ink.ofState(job.state()) + separator + ink.faint(detail));
    }
  }

  /** One more line about the job, marked as the command's own words. */
  void say(String text) {
    err.println(ink.faint("»") + " " + text);
  }

  private static String ending(JobAnswer job) {
    String code = job.exitCode() == 0 ? "" : "exit code " + job.exitCode();
    String cause = job.cause();
    return cause.isEmpty() || code.isEmpty() ? cause + code : code + ", " + cause;
  }

  private static String placed(JobAnswer job) {
    StringBuilder text = new StringBuilder();
    if (job.attempts() > 1) {
      text.append("attempt ").append(job.attempts());
    }
    job.json()
        .path("nodes")
        .forEach(node ->
            text.append(text.isEmpty() ? "on " : text.indexOf("on ") < 0 ? " on " : ", ")
                .append(node.isObject() ? node.path("name").asText() : node.asText()));
    return text.toString();
  }
}
