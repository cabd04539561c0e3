package org.arkwright.cli.follow;

import java.io.PrintStream;
import org.arkwright.cli.api.JobAnswer;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.SafeText;

/** Prints a job's state and details, such as why it waits, whenever they change. */
final class StateReport {
  private final PrintStream err;
  private final Colors colors;
  private String printed = "";

  StateReport(PrintStream err, Colors colors) {
    this.err = err;
    this.colors = colors;
  }

  void show(JobAnswer job) {
    if (isNew(job)) {
      String detail = detail(job);
      String separator = detail.isEmpty() ? "" : "  ";
      mark(colors.ofState(job.state()) + separator + colors.faint(SafeText.of(detail)));
    }
  }

  /** Whether state or details differ from those of the last call. */
  boolean isNew(JobAnswer job) {
    String news = job.news() + "\n" + (job.isQueued() ? "" : detail(job));
    boolean changed = !news.equals(printed);
    printed = news;
    return changed;
  }

  /** Returns why the last attempt ended and the job waits, where it runs, or why it ended. */
  static String detail(JobAnswer job) {
    if (job.isQueued()) {
      return joined(job.cause(), job.waitReason());
    }
    return job.isFinal() ? ending(job) : placement(job);
  }

  /** Prints a line that is marked as the command's own, not the job's. */
  void note(String text) {
    mark(SafeText.of(text));
  }

  private void mark(String safe) {
    err.println(colors.faint("»") + " " + safe);
  }

  private static String joined(String cause, String wait) {
    return cause.isEmpty() || wait.isEmpty() ? cause + wait : cause + "; " + wait;
  }

  private static String ending(JobAnswer job) {
    String code = job.exitCode() == 0 ? "" : "exit code " + job.exitCode();
    String cause = job.cause();
    return cause.isEmpty() || code.isEmpty() ? cause + code : code + ", " + cause;
  }

  private static String placement(JobAnswer job) {
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
