package org.arkwright.model.id;

import java.util.Optional;

/**
 * The identity of one run of a pipeline. Of the same form as a {@link JobId}: ids sort by
 * submission time, and are written as 13 characters.
 */
public record PipelineId(long value) implements Comparable<PipelineId> {
  public PipelineId {
    if (value < 0) {
      throw new IllegalArgumentException("a pipeline's id is not negative: " + value);
    }
  }

  /** Reads the 13-character form, in either case; empty when the text is not one. */
  public static Optional<PipelineId> parse(String text) {
    return JobId.parse(text).map(id -> new PipelineId(id.value()));
  }

  @Override
  public int compareTo(PipelineId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return new JobId(value).toString();
  }
}
