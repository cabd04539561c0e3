package org.arkwright.cli.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.snapshot.ActivePython;
import org.arkwright.cli.snapshot.FolderCode;

/** Brings the code of a pipeline's steps to the server before any of them starts. */
public final class PipelineCode {
  private PipelineCode() {}

  /**
   * Sends the files of each step, and puts their digests and an active virtual environment into the
   * steps' specs.
   *
   * @param document the pipeline's own file, which is no code: a change of one step would change
   *     all others
   */
  public static void bring(Session session, PipelineFile pipeline, Path document)
      throws IOException {
    Path file = document.toRealPath();
    FolderCode folder = new FolderCode(session, file.resolveSibling("").normalize());
    Map<StepCode, Optional<String>> kept = new HashMap<>();
    for (PipelineStep step : pipeline.steps()) {
      Predicate<String> wanted =
          switch (step.code()) {
            case StepCode.None _ -> _ -> false;
            case StepCode.Everything _ -> _ -> true;
            case StepCode.Some some -> some::has;
          };
      if (!(step.code() instanceof StepCode.None)) {
        if (!kept.containsKey(step.code())) {
          kept.put(step.code(), folder.keep(wanted, Set.of(file)));
        }
        kept.get(step.code()).ifPresent(digest -> step.spec().put("snapshot", digest));
      }
      new ActivePython(session)
          .variables()
          .forEach((name, value) -> {
            if (!step.spec().path("env").has(name)) {
              step.spec().withObjectProperty("env").put(name, value);
            }
          });
    }
  }
}
