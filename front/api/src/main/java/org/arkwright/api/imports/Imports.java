package org.arkwright.api.imports;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.ImportLimits;
import org.arkwright.artifact.ModelForm;
import org.arkwright.artifact.Source;
import org.arkwright.artifact.blob.ArtifactException;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Request;
import org.arkwright.model.artifact.ArtifactKind;
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
  private final Executor threads;
  private final ImportLimits limits;
  private final Map<String, Import> known = new LinkedHashMap<>();

  /**
   * @param threads run the imports, which block: as many as may run at once
   * @param limits of each import
   */
  public Imports(ControlPlane control, ArtifactStore store, Executor threads, ImportLimits limits) {
    this.control = control;
    this.store = store;
    this.threads = threads;
    this.limits = limits;
  }

  /** How a new import is to end if nobody waits for it. */
  public enum Ending {
    /** It goes on until it is complete or stopped. */
    DETACHED(Optional.empty()),
    /** It is stopped a minute after anybody last asked for it. */
    WITH_CLIENT(Optional.of(Duration.ofMinutes(1)));

    private final Optional<Duration> leash;

    Ending(Optional<Duration> leash) {
      this.leash = leash;
    }
  }

  /** Which models are taken. */
  public enum Models {
    /**
     * Those that a runtime here loads, if need be after a conversion, or of which nothing is known.
     */
    LOADABLE,
    /** All, also those that only a program of the user's loads. */
    ANY
  }

  /** Starts an import, when a thread is free. */
  public Import start(
      ProjectName project,
      ArtifactName name,
      Source source,
      Ending ending,
      Models models,
      CommandOrigin origin) {
    Import started =
        new Import(
            UUID.randomUUID().toString(),
            project,
            name,
            source.toString(),
            Instant.now(),
            limits,
            ending.leash);
    synchronized (known) {
      known.put(started.id(), started);
      known.values().removeIf(old -> known.size() > KEPT_MAX && isOver(old));
    }
    threads.execute(() -> run(started, source, models, origin));
    return started;
  }

  /** Returns the imports of a project, the latest first. */
  public List<Import> all(ProjectName project) {
    synchronized (known) {
      return known.values().stream()
          .filter(one -> one.project().equals(project))
          .toList()
          .reversed();
    }
  }

  /** Stops an import; one that is over stays as it is. */
  public void stop(Import running, String by) {
    running.progress().stop("the import was stopped by " + by);
    Thread thread = running.thread();
    if (thread != null) {
      thread.interrupt();
    }
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

  private void run(Import started, Source source, Models models, CommandOrigin origin) {
    started.runsIn(Thread.currentThread());
    try {
      StoredFiles files = store.importFrom(source, started.progress());
      ModelForm form =
          started.name().kind() == ArtifactKind.MODEL
              ? ModelForm.of(store, store.manifest(files.manifest()).files())
              : new ModelForm.Loadable();
      started.end(
          form instanceof ModelForm.Foreign foreign && models == Models.LOADABLE
              ? new Import.Status.Failed(foreign.refusal())
              : register(started, files, form instanceof ModelForm.Convertible, origin));
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      started.end(new Import.Status.Failed(stopped(started, e)));
    } catch (IOException | IllegalArgumentException e) {
      started.end(new Import.Status.Failed(e.getMessage() == null ? e.toString() : e.getMessage()));
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      started.end(new Import.Status.Failed(String.valueOf(cause.getMessage())));
    } catch (RuntimeException | Error e) {
      // An error as well: what is imported may be made to need more memory than there is.
      log.error("A bug made an import fail", e);
      started.end(new Import.Status.Failed("a bug made the import fail: " + e));
    } finally {
      started.runsIn(null);
      // The thread serves others next.
      var _ = Thread.interrupted();
    }
  }

  private static String stopped(Import started, IOException interruption) {
    try {
      started.progress().check();
      return "the server stops: import again";
    } catch (ArtifactException reason) {
      reason.addSuppressed(interruption);
      return String.valueOf(reason.getMessage());
    }
  }

  private Import.Status register(
      Import started, StoredFiles files, boolean convertible, CommandOrigin origin) {
    Answer answer =
        control
            .submit(
                Request.of(
                    new ArtifactCommand.RegisterArtifact(
                        started.project(),
                        started.name(),
                        files,
                        Lineage.imported(started.source())),
                    origin))
            .join();
    if (answer instanceof Answer.Refused(var refusal)) {
      return new Import.Status.Failed(refusal.toString());
    }
    return control
        .reader()
        .read(state ->
            state
                .artifacts()
                .find(started.project(), ArtifactRef.latest(started.name()))
                .filter(latest -> latest.files().equals(files))
                .or(() ->
                    found(state.artifacts().versions(started.project(), started.name()), files)))
        .join()
        .<Import.Status>map(version -> new Import.Status.Succeeded(version, convertible))
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
