package org.arkwright.model.usage;

import org.arkwright.model.id.Names;

/**
 * The workload to which usage belongs.
 *
 * @param name unique among the project's workloads of that kind at a time
 */
public record Workload(Kind kind, String name) implements Comparable<Workload> {
  /** The kind of workload. */
  public enum Kind {
    /** A job that its user submitted. */
    JOB,
    /** A deployment: its replicas' time, and the requests that they answered. */
    DEPLOYMENT
  }

  public Workload {
    Names.require("workload", name);
  }

  @Override
  public int compareTo(Workload other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : name.compareTo(other.name);
  }
}
