package org.arkwright.api.imports;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Source;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.id.ProjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs imports in the background and remembers the latest ones. They end with the server: an import
 * that did not finish leaves nothing visible, and the next one does not read again what it stored
 * or downloaded.
 */
public final class Imports {
  private static final Logger log = LoggerFactory.getLogger(Imports.class);
  private static final int KEPT_MAX = 1000;

  private final ControlPlane control;
  private final ArtifactStore store;
  private final Executor background;
  private final Map<String, Import> known = new LinkedHashMap<>();

  /**
   * @param background runs the imports, which may block
   */
  public Imports(ControlPlane control, ArtifactStore store, Executor background) {
    this.control = control;
    this.store = store;
    this.background = background;
  }

  /** Starts an import. */
  public Import start(
      ProjectName project, ArtifactName name, Source source, String by, CommandOrigin origin) {
    Import started =
        new Import(UUID.randomUUID().toString(), project, name, source.toString(), Instant.now());
    synchronized (known) {
      known.put(started.id(), started);
      known.values().removeIf(old -> known.size() > KEPT_MAX && isOver(old));
    }
    background.execute(() -> run(started, source, by, origin));
    return started;
  }

  private static boolean isOver(Import anImport) {
    return !(anImport.status() instanceof Import.Status.Running);
  }

  /** Returns the import with that id; empty when unknown or started before the server was. */
  public Optional<Import> find(String id) {
    synchronized (known) {
      return Optional.ofNullable(known.get(id));
    }
  }

  private void run(Import started, Source source, String by, CommandOrigin origin) {
    try {
      StoredFiles files = store.importFrom(source, started.progress());
      started.end(register(started, files, by, origin));
    } catch (IOException | IllegalArgumentException e) {
      started.end(new Import.Status.Failed(e.getMessage() == null ? e.toString() : e.getMessage()));
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      started.end(new Import.Status.Failed(String.valueOf(cause.getMessage())));
    } catch (RuntimeException e) {
      log.error("A bug made an import fail", e);
      started.end(new Import.Status.Failed("a bug made the import fail: " + e));
    }
  }

  private Import.Status register(
      Import started, StoredFiles files, String by, CommandOrigin origin) {
    Answer answer =
        control
            .submit(
                new ArtifactCommand.RegisterArtifact(
                    started.project(),
                    started.name(),
                    files,
                    by,
                    Lineage.imported(started.source())),
                origin)
            .join();
    if (answer instanceof Answer.Refused(var refusal)) {
      return new Import.Status.Failed(refusal.toString());
    }
    return control
        .read(state ->
            state
                .artifacts()
                .find(started.project(), ArtifactRef.latest(started.name()))
                .filter(latest -> latest.files().equals(files))
                .or(() ->
                    found(state.artifacts().versions(started.project(), started.name()), files)))
        .join()
        .<Import.Status>map(Import.Status.Succeeded::new)
        .orElseGet(() -> new Import.Status.Failed("the version was removed immediately"));
  }

  private static Optional<ArtifactVersion> found(
      Iterable<ArtifactVersion> versions, StoredFiles files) {
    Optional<ArtifactVersion> found = Optional.empty();
    for (ArtifactVersion version : versions) {
      found = version.files().equals(files) ? Optional.of(version) : found;
    }
    return found;
  }
}
