package org.arkwright.gateway.route;

import org.arkwright.model.id.ProjectName;

/** A model's name for the clients of a project: the deployment's name within its project. */
public record RouteName(ProjectName project, String model) implements Comparable<RouteName> {
  @Override
  public int compareTo(RouteName other) {
    int byProject = project.compareTo(other.project);
    return byProject != 0 ? byProject : model.compareTo(other.model);
  }

  @Override
  public String toString() {
    return project + "/" + model;
  }
}
