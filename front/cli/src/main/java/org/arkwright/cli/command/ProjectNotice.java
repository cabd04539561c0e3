package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import org.arkwright.cli.session.Session;

/**
 * Says when a project that was named exists nowhere: a mistyped name looks like a project that used
 * nothing.
 */
public final class ProjectNotice {
  private ProjectNotice() {}

  /** Prints a line on the error stream unless something is of that project, or it is empty. */
  public static void print(Session session, String project) throws IOException {
    of(session, project).ifPresent(session.terminal()::tell);
  }

  /** What is said of it; empty where something is of that project, or it is empty. */
  public static Optional<String> of(Session session, String project) throws IOException {
    if (project.isEmpty()) {
      return Optional.empty();
    }
    JsonNode known = session.api().get("/projects");
    StringBuilder names = new StringBuilder();
    for (JsonNode name : known.path("projects")) {
      if (name.asText().equals(project)) {
        return Optional.empty();
      }
      names.append(names.isEmpty() ? "" : ", ").append(name.asText());
    }
    return Optional.of(
        "note: nothing is of project '%s' yet; there are: %s"
            .formatted(project, names.isEmpty() ? "none" : names));
  }
}
