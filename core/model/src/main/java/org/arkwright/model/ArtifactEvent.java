package org.arkwright.model;

import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;

/** An event in the life of an artifact. */
public sealed interface ArtifactEvent extends Event {
  ProjectName project();

  /** The version exists from here on; its files are in the store. */
  record ArtifactRegistered(ArtifactVersion version) implements ArtifactEvent {
    @Override
    public ProjectName project() {
      return version.project();
    }

    @Override
    public long atNanos() {
      return version.atNanos();
    }
  }

  /** The version is gone; the next collection deletes its files unless other versions name them. */
  record ArtifactRemoved(
      ProjectName project, ArtifactName name, int version, String by, long atNanos)
      implements ArtifactEvent {}
}
