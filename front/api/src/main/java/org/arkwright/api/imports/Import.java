package org.arkwright.api.imports;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.ImportProgress;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.jspecify.annotations.Nullable;

/** An import and its progress. Any thread may read it. */
public final class Import {
  private final String id;
  private final ProjectName project;
  private final ArtifactName name;
  private final String source;
  private final Instant startedAt;
  private final ImportProgress progress;
  private final Optional<Duration> leash;
  private volatile long askedNanos = System.nanoTime();
  private volatile @Nullable Thread thread;
  private volatile Status status = new Status.Running();

  /** The status of an import. */
  public sealed interface Status {
    record Running() implements Status {}

    /**
     * The import registered a version, or found the same files as one.
     *
     * @param convertible whether a runtime here loads it only after a conversion
     */
    record Succeeded(ArtifactVersion version, boolean convertible) implements Status {}

    /**
     * The import failed and registered no version.
     *
     * @param problem what went wrong and what to do
     */
    record Failed(String problem) implements Status {}
  }

  Import(
      String id,
      ProjectName project,
      ArtifactName name,
      String source,
      Instant startedAt,
      ImportLimits limits,
      Optional<Duration> leash) {
    this.progress = new ImportProgress(limits, this::abandoned);
    this.leash = leash;
    this.id = id;
    this.project = project;
    this.name = name;
    this.source = source;
    this.startedAt = startedAt;
  }

  public String id() {
    return id;
  }

  public ProjectName project() {
    return project;
  }

  public ArtifactName name() {
    return name;
  }

  public String source() {
    return source;
  }

  public Instant startedAt() {
    return startedAt;
  }

  public ImportProgress progress() {
    return progress;
  }

  public Status status() {
    return status;
  }

  /** Notes that somebody wants to know how it goes. */
  public void asked() {
    askedNanos = System.nanoTime();
  }

  /** The reason to stop, if it ends with its client and nobody has asked for it for that long. */
  private Optional<String> abandoned() {
    return leash
        .filter(most -> System.nanoTime() - askedNanos > most.toNanos())
        .map(_ -> "the import was stopped, because its client is gone");
  }

  /** Tells which thread runs it; null while none does. */
  void runsIn(@Nullable Thread running) {
    thread = running;
  }

  @Nullable Thread thread() {
    return thread;
  }

  void end(Status end) {
    status = end;
  }

  /** The version it created; empty unless it succeeded. */
  public Optional<ArtifactVersion> version() {
    return status instanceof Status.Succeeded(ArtifactVersion version, _)
        ? Optional.of(version)
        : Optional.empty();
  }
}
