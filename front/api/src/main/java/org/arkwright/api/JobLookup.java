package org.arkwright.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.api.stream.LogTailBuffer;
import org.arkwright.api.view.FailureHint;
import org.arkwright.api.view.JobView;
import org.arkwright.api.view.ReasonView;
import org.arkwright.control.StateReader;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.projection.JobHistory;
import org.arkwright.projection.JobPage;
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;
import org.arkwright.protocol.RankLogs;
import org.arkwright.scheduler.explain.Explanation;

/**
 * Finds jobs: live ones in the state, finished ones in the history. It lets the history catch up
 * first, so that clients never miss what an earlier response told them.
 */
public final class JobLookup {
  private static final int NAMESAKES_MAX = 5;

  private final StateReader reader;
  private final JournalReader journal;
  private final JobHistory history;
  private final RankLogs logs;
  private final LiveUse use;
  private final PrincipalNames names;
  private final Executor background;

  /**
   * @param use what running ranks use now
   * @param names what principals are called
   * @param background runs the blocking queries
   */
  public JobLookup(
      StateReader reader,
      JournalReader journal,
      JobHistory history,
      RankLogs logs,
      LiveUse use,
      PrincipalNames names,
      Executor background) {
    this.names = names;
    this.logs = logs;
    this.use = use;
    this.reader = reader;
    this.journal = journal;
    this.history = history;
    this.background = background;
  }

  /** Returns the job with that id, or the latest one of that name in the project. */
  CompletableFuture<Optional<JobRecord>> find(String idOrName, ProjectName project) {
    Optional<JobId> id = JobId.parse(idOrName);
    if (id.isEmpty() && !Names.isValid(idOrName)) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return reader
        .read(state -> live(state, id, idOrName, project))
        .thenCompose(live ->
            live.isPresent()
                ? CompletableFuture.completedFuture(live)
                : history(() -> finished(id, idOrName, project)));
  }

  private static Optional<JobRecord> live(
      State state, Optional<JobId> id, String name, ProjectName project) {
    return id.flatMap(state::job)
        .or(() -> state.jobNamed(project, name).flatMap(state::job))
        .map(JobRecord::of);
  }

  private Optional<JobRecord> finished(Optional<JobId> id, String name, ProjectName project) {
    return id.flatMap(history::find)
        .or(() -> Names.isValid(name) ? history.findNamed(project, name) : Optional.empty());
  }

  /** Returns the latest jobs of that name in any project, as project/name. */
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
        .thenApply(page -> {
          SortedSet<String> names = new TreeSet<>();
          page.jobs()
              .forEach(jobRecord -> names.add(jobRecord.job().spec().project() + "/" + name));
          return names;
        });
  }

  CompletableFuture<JobPage> list(JobQuery query) {
    return history(() -> history.list(query));
  }

  private <T> CompletableFuture<T> history(Supplier<T> query) {
    return CompletableFuture.supplyAsync(journal::lastNumber, background)
        .thenCompose(history::reached)
        .thenApplyAsync(_ -> query.get(), background);
  }

  CompletableFuture<ObjectNode> full(JobRecord jobRecord) {
    return reason(jobRecord)
        .thenApply(reason -> use.addTo(JobView.full(jobRecord, reason, names), jobRecord))
        .thenCompose(json -> explained(json, jobRecord));
  }

  /** Adds to the cause of a failure what the failed rank's last lines say is missing. */
  private CompletableFuture<ObjectNode> explained(ObjectNode json, JobRecord jobRecord) {
    if (!(jobRecord.job().state()
            instanceof JobState.Failed(StopCause.RankFailed(int rank, RankExit.Exited _), _))
        || !(json.path("cause") instanceof ObjectNode cause)) {
      return CompletableFuture.completedFuture(json);
    }
    AttemptId attempt = new AttemptId(jobRecord.job().id(), jobRecord.job().attempts());
    boolean hasCode = jobRecord.job().spec().execution().snapshot().isPresent();
    return CompletableFuture.supplyAsync(
        () -> {
          List<String> output = LogTailBuffer.lines(logs.file(attempt, rank), FailureHint.LINES);
          new FailureHint(output, attempt.toString(), hasCode).addTo(cause);
          return json;
        },
        background);
  }

  CompletableFuture<ObjectNode> brief(JobRecord jobRecord) {
    return briefs(List.of(jobRecord)).thenApply(Briefs::only);
  }

  /**
   * Entries of a list.
   *
   * @param position the entry of the journal that the states and reasons are as new as
   */
  record Briefs(long position, List<ObjectNode> jobs) {
    ObjectNode only() {
      return jobs.getFirst();
    }
  }

  /** Returns the entries of a list; the reasons of all are found at once. */
  CompletableFuture<Briefs> briefs(List<JobRecord> records) {
    return reasons(records)
        .thenApplyAsync(
            why -> {
              List<ObjectNode> jobs = new ArrayList<>(records.size());
              for (JobRecord each : records) {
                Optional<ReasonView> reason = why.of(each.job().id());
                jobs.add(use.addTo(JobView.brief(each, reason, names), each));
              }
              return new Briefs(why.position, jobs);
            },
            background);
  }

  /** Returns why the job is queued; empty when it is not. */
  CompletableFuture<Optional<ReasonView>> reason(JobRecord jobRecord) {
    return reasons(List.of(jobRecord)).thenApply(why -> why.of(jobRecord.job().id()));
  }

  private record Reasons(long position, Map<JobId, ReasonView> views) {
    Optional<ReasonView> of(JobId job) {
      return Optional.ofNullable(views.get(job));
    }
  }

  private CompletableFuture<Reasons> reasons(List<JobRecord> records) {
    List<JobId> queued =
        records.stream()
            .map(JobRecord::job)
            .filter(job -> job.state().isWaiting())
            .map(Job::id)
            .toList();
    return reader.ask(seen -> {
      Map<JobId, ReasonView> views = new HashMap<>();
      seen.explain(queued)
          .forEach((job, explanation) -> views.put(job, named(explanation, seen.state())));
      return new Reasons(seen.number(), views);
    });
  }

  private static ReasonView named(Explanation explanation, State state) {
    Map<JobId, String> names = new TreeMap<>();
    for (JobId blocker : explanation.reason().blockers()) {
      state.job(blocker).ifPresent(job -> names.put(blocker, job.spec().name()));
    }
    return new ReasonView(explanation, names);
  }
}
