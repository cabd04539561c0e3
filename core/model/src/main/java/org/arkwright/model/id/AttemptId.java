package org.arkwright.model.id;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The identity of one attempt to run a job. Numbers start at 1 and only grow, also across
 * preemptions, so an abandoned attempt can never be mistaken for its successor. Written {@code
 * JOB.NUMBER}.
 */
public record AttemptId(JobId job, int number) implements Comparable<AttemptId> {
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");
  private static final Comparator<AttemptId> ORDER =
      Comparator.comparing(AttemptId::job).thenComparingInt(AttemptId::number);

  public AttemptId {
    if (number < 1) {
      throw new IllegalArgumentException("attempts are numbered from 1: " + number);
    }
  }

  /** Reads {@code JOB.NUMBER}; empty when the text is not one. */
  public static Optional<AttemptId> parse(String text) {
    int dot = text.indexOf('.');
    String number = text.substring(dot + 1);
    if (dot < 0 || !NUMBER.matcher(number).matches()) {
      return Optional.empty();
    }
    return JobId.parse(text.substring(0, dot))
        .map(job -> new AttemptId(job, Integer.parseInt(number)));
  }

  @Override
  public int compareTo(AttemptId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return job + "." + number;
  }
}
