package org.arkwright.spec.job;

import java.util.Optional;
import org.arkwright.model.id.Digest;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * Reads where ranks run: in a folder of the node, or in a fresh folder, which a snapshot fills.
 *
 * @param directory an absolute path; empty for a fresh folder
 * @param snapshot the manifest of the files that the fresh folder begins with
 */
record FolderReader(Optional<String> directory, Optional<Digest> snapshot) {
  private static final SpecScalar<String> ABSOLUTE_PATH =
      SpecScalar.text("an absolute path such as /data", text -> text.startsWith("/"));
  private static final SpecScalar<String> DIGEST =
      SpecScalar.text(Digest.SYNTAX, text -> Digest.parse(text).isPresent());
  private static final String EITHER = "workingDirectory or snapshot";

  static FolderReader read(SpecFields fields) {
    Optional<String> directory = fields.value("workingDirectory", ABSOLUTE_PATH);
    Optional<Digest> snapshot = fields.value("snapshot", DIGEST).flatMap(Digest::parse);
    if (directory.isPresent() && snapshot.isPresent()) {
      fields
          .node("snapshot", EITHER)
          .ifPresent(node ->
              fields
                  .problems()
                  .field(
                      fields.pathOf("snapshot"),
                      node,
                      EITHER,
                      "workingDirectory and snapshot are both given; a snapshot fills a fresh"
                          + " folder: keep one"));
      return new FolderReader(directory, Optional.empty());
    }
    return new FolderReader(directory, snapshot);
  }
}
