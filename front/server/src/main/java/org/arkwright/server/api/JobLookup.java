package org.arkwright.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.control.ControlPlane;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.State;
import org.arkwright.model.JobId;
import org.arkwright.model.JobState;
import org.arkwright.model.Names;
import org.arkwright.model.ProjectName;
import org.arkwright.scheduler.Explanation;
import org.arkwright.server.projection.JobHistory;
import org.arkwright.server.projection.JobQuery;
import org.arkwright.server.projection.JobStory;
import org.arkwright.server.view.JobView;
import org.arkwright.server.view.ReasonView;

/**
 * Finds jobs wherever they are: live ones in the state, finished ones in the history, which it lets
 * catch up first, so that nobody misses what they were told before.
 */
public final class JobLookup {
  private static final int NAMESAKES_MAX = 5;

  private final ControlPlane control;
  private final JournalReader journal;
  private final JobHistory history;
  private final Executor background;

  /**
   * @param background where queries may block
   */
  public JobLookup(
      ControlPlane control, JournalReader journal, JobHistory history, Executor background) {
    this.control = control;
    this.journal = journal;
    this.history = history;
    this.background = background;
  }

  /** The job of that id, or the latest of that name in the project. */
  CompletableFuture<Optional<JobStory>> find(String idOrName, ProjectName project) {
    Optional<JobId> id = JobId.parse(idOrName);
    if (id.isEmpty() && !Names.isValid(idOrName)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return control
        .read(state -> live(state, id, idOrName, project))
        .thenCompose(live ->
            live.isPresent()
                ? CompletableFuture.completedFuture(live)
                : history(() -> finished(id, idOrName, project)));
  }

  private static Optional<JobStory> live(
      State state, Optional<JobId> id, String name, ProjectName project) {
    return id.flatMap(state::job)
        .or(() -> state.jobNamed(project, name).flatMap(state::job))
        .map(JobStory::of);
  }

  private Optional<JobStory> finished(Optional<JobId> id, String name, ProjectName project) {
    return id.flatMap(history::find)
        .or(() -> Names.isValid(name) ? history.findNamed(project, name) : Optional.empty());
  }

  /** The latest jobs of that name, whichever project they are in, as project/name. */
  CompletableFuture<SortedSet<String>> namesakes(String name) {
    JobQuery query =
        new JobQuery(
            Optional.empty(),
            Optional.empty(),
            Optional.of(name),
            Collections.emptySortedMap(),
            Optional.empty(),
            NAMESAKES_MAX);
    return list(query)
        .thenApply(stories -> {
          SortedSet<String> names = new TreeSet<>();
          stories.forEach(story -> names.add(story.job().spec().project() + "/" + name));
          return names;
        });
  }

  CompletableFuture<List<JobStory>> list(JobQuery query) {
    return history(() -> history.list(query));
  }

  private <T> CompletableFuture<T> history(Supplier<T> question) {
    return CompletableFuture.supplyAsync(journal::lastNumber, background)
        .thenCompose(history::reached)
        .thenApplyAsync(_ -> question.get(), background);
  }

  CompletableFuture<ObjectNode> full(JobStory story) {
    return reason(story).thenApply(reason -> JobView.full(story, reason));
  }

  CompletableFuture<ObjectNode> brief(JobStory story) {
    return reason(story).thenApply(reason -> JobView.brief(story, reason));
  }

  /** Why the job waits; empty when it does not. */
  CompletableFuture<Optional<ReasonView>> reason(JobStory story) {
    if (!(story.job().state() instanceof JobState.Queued)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return control
        .explain(story.job().id())
        .thenCompose(explanation ->
            explanation.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : control.read(state -> Optional.of(named(explanation.get(), state))));
  }

  private static ReasonView named(Explanation explanation, State state) {
    Map<JobId, String> names = new TreeMap<>();
    for (JobId blocker : explanation.reason().blockers()) {
      state.job(blocker).ifPresent(job -> names.put(blocker, job.spec().name()));
    }
    return new ReasonView(explanation, names);
  }
}
