package org.arkwright.model.id;

/** A project's name: the tenant that quota, usage and bills belong to. */
public record ProjectName(String value) implements Comparable<ProjectName> {
  /** The project of jobs that name none. */
  public static final ProjectName DEFAULT = new ProjectName("default");

  public ProjectName {
    Names.require("project", value);
  }

  @Override
  public int compareTo(ProjectName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
