package org.arkwright.cli.command.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import org.arkwright.cli.terminal.Terminal;

/** Prints which stored files are damaged, who needs them and what mends them. */
final class DamageReport {
  private DamageReport() {}

  static void print(Terminal to, JsonNode damaged) {
    for (JsonNode file : damaged) {
      String path = file.path("path").asText("");
      to.tell(
          "%s: %s"
              .formatted(
                  VisibleText.of(file.path("problem").asText("")),
                  path.isEmpty() ? "the list of files" : VisibleText.of(path)));
      for (JsonNode version : file.path("neededBy")) {
        to.tell(
            "  needed by %s in project %s, from %s"
                .formatted(
                    version.path("ref").asText(""),
                    version.path("project").asText(""),
                    VisibleText.of(
                        version.path("origin").asText("").lines().findFirst().orElse(""))));
      }
    }
    to.tell(
        "Import each file again from a good copy, under any name: that mends every version of it.");
  }
}
