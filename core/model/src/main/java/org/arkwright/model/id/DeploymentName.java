package org.arkwright.model.id;

/** A deployment's name, unique within its project; clients use it as the model name. */
public record DeploymentName(ProjectName project, String name)
    implements Comparable<DeploymentName> {
  public DeploymentName {
    Names.require("deployment", name);
    if (name.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "deployment '%s' has more than %d characters".formatted(name, LENGTH_MAX));
    }
  }

  /** Leaves room for what the names of its replicas' jobs add. */
  public static final int LENGTH_MAX = 40;

  /** Whether the text may name a deployment within its project. */
  public static boolean isValid(String name) {
    return Names.isValid(name) && name.length() <= LENGTH_MAX;
  }

  @Override
  public int compareTo(DeploymentName other) {
    int byProject = project.compareTo(other.project);
    return byProject != 0 ? byProject : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return project + "/" + name;
  }
}
