package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.BlockingCall;
import org.arkwright.api.node.LiveUse;
import org.arkwright.api.stream.LogTailBuffer;
import org.arkwright.api.view.FailureHint;
import org.arkwright.api.view.JobView;
import org.arkwright.api.view.ReasonView;
import org.arkwright.api.view.UseSummary;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.control.StateSource;
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
import org.arkwright.projection.JobQuery;
import org.arkwright.projection.JobRecord;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.samples.SampleStore;

/**
 * Finds jobs: live ones in the state, finished ones in the history. It lets the history catch up
 * first, so that clients never miss what an earlier response told them.
 */
public final class JobLookup {
  private static final int NAMESAKES_MAX = 5;

  private final StateSource reader;
  private final Optional<PastJobs> past;
  private final JobHistory history;
  private final RankLogs logs;
  private final LiveUse use;
  private final SampleStore samples;
  private final PrincipalNames names;
  private final Executor background;
  private final CaughtUpHistory caughtUp;

  /**
   * @param use what running ranks use now
   * @param samples what ranks used while they ran
   * @param names what principals are called
   * @param background runs the blocking queries
   */
  public JobLookup(
      StateReader reader,
      JournalReader journal,
      JobHistory history,
      RankLogs logs,
      LiveUse use,
      SampleStore samples,
      PrincipalNames names,
      Executor background) {
    this(
        reader,
        Optional.empty(),
        history,
        logs,
        use,
        samples,
        names,
        background,
        new CaughtUpHistory(journal, history, background));
  }

  private JobLookup(
      StateSource reader,
      Optional<PastJobs> past,
      JobHistory history,
      RankLogs logs,
      LiveUse use,
      SampleStore samples,
      PrincipalNames names,
      Executor background,
      CaughtUpHistory caughtUp) {
    this.reader = reader;
    this.past = past;
    this.history = history;
    this.logs = logs;
    this.use = use;
    this.names = names;
    this.samples = samples;
    this.background = background;
    this.caughtUp = caughtUp;
  }

  /** Returns the lookup of jobs as they were then; this one without a past. */
  JobLookup seeing(Optional<Past.At> then) {
    return then.map(at ->
            new JobLookup(
                at.source(),
                Optional.of(new PastJobs(at)),
                history,
                logs,
                use,
                samples,
                names,
                background,
                caughtUp))
        .orElse(this);
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
                ? whole(live.get()).thenApply(Optional::of)
                : caughtUp.ask(() -> finished(id, idOrName, project)));
  }

  /** Adds what the history knows of a live job's earlier attempts. */
  private CompletableFuture<JobRecord> whole(JobRecord live) {
    // What it knows may have come later than a past that is asked for.
    return past.isPresent() || !live.hasPast()
        ? CompletableFuture.completedFuture(live)
        : CompletableFuture.supplyAsync(() -> LiveJobs.withPast(live, history), background);
  }

  private static Optional<JobRecord> live(
      State state, Optional<JobId> id, String name, ProjectName project) {
    return id.flatMap(state::job)
        .or(() -> state.jobNamed(project, name).flatMap(state::job))
        .map(JobRecord::of);
  }

  private Optional<JobRecord> finished(Optional<JobId> id, String name, ProjectName project) {
    if (past.isPresent()) {
      return past.get().finished(history, id, name, project);
    }
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

  /**
   * A list of jobs: live ones as the reader sees them, ended ones from the history.
   *
   * @param position the entry of the journal that states and reasons are as new as
   * @param more whether there may be further jobs after the last
   */
  record Listing(
      long position, List<JobRecord> jobs, boolean more, Map<JobId, ReasonView> reasons) {}

  CompletableFuture<Listing> list(JobQuery query) {
    return reader
        .ask(seen -> LiveJobs.of(seen, query))
        .thenCompose(live ->
            query.selectsEnded()
                ? history.reached(live.lastEnd()).thenApply(_ -> live)
                : CompletableFuture.completedFuture(live))
        .thenApplyAsync(live -> live.joined(query, history, past), background);
  }

  /** Returns the entries of a list, as views. */
  CompletableFuture<ObjectNode> page(JobQuery query) {
    return list(query)
        .thenApplyAsync(
            listing -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              json.put("position", listing.position());
              json.putArray("jobs").addAll(views(listing));
              if (listing.more()) {
                json.put("next", JobQueryReader.next(listing.jobs().getLast()));
              }
              return json;
            },
            background);
  }

  private List<ObjectNode> views(Listing listing) {
    List<ObjectNode> views = new ArrayList<>(listing.jobs().size());
    for (JobRecord each : listing.jobs()) {
      Optional<ReasonView> reason = Optional.ofNullable(listing.reasons().get(each.job().id()));
      views.add(used(JobView.brief(each, reason, names), each));
    }
    return views;
  }

  /** Adds what the job uses now; what it used once is not kept. */
  private ObjectNode used(ObjectNode view, JobRecord jobRecord) {
    return past.isPresent() ? view : use.addTo(view, jobRecord);
  }

  CompletableFuture<ObjectNode> full(JobRecord jobRecord) {
    return reason(jobRecord)
        .thenApply(reason -> used(JobView.full(jobRecord, reason, names), jobRecord))
        .thenCompose(json -> explained(json, jobRecord))
        .thenCompose(json -> summed(json, jobRecord.job()));
  }

  /** Adds what the last attempt used while it ran, compared with what the job asks for. */
  private CompletableFuture<ObjectNode> summed(ObjectNode json, Job job) {
    return job.attempts() == 0 || past.isPresent()
        ? CompletableFuture.completedFuture(json)
        : BlockingCall.on(
            background,
            () -> {
              UseSummary.of(job.spec(), samples.attempt(new AttemptId(job.id(), job.attempts())))
                  .ifPresent(summary -> json.set("used", summary));
              return json;
            });
  }

  /** Adds to the cause of a failure what the failed rank's last lines say is missing. */
  private CompletableFuture<ObjectNode> explained(ObjectNode json, JobRecord jobRecord) {
    if (!(jobRecord.job().state()
            instanceof JobState.Failed(StopCause.RankFailed(int rank, RankExit.Exited _), _))
        || !(json.path("cause") instanceof ObjectNode cause)) {
      return CompletableFuture.completedFuture(json);
    }
    AttemptId attempt = new AttemptId(jobRecord.job().id(), jobRecord.job().attempts());
    return CompletableFuture.supplyAsync(
        () -> {
          List<String> output = LogTailBuffer.lines(logs.file(attempt, rank), FailureHint.LINES);
          FailureHint.of(jobRecord.job(), attempt, output).addTo(cause);
          return json;
        },
        background);
  }

  /** The job as {@link #brief}, and what its last lines say of its failure. */
  CompletableFuture<ObjectNode> told(JobRecord jobRecord) {
    return brief(jobRecord).thenCompose(json -> explained(json, jobRecord));
  }

  private CompletableFuture<ObjectNode> brief(JobRecord jobRecord) {
    return reason(jobRecord)
        .thenApply(reason -> used(JobView.brief(jobRecord, reason, names), jobRecord));
  }

  /** Returns why the job is queued; empty when it is not. */
  CompletableFuture<Optional<ReasonView>> reason(JobRecord jobRecord) {
    Job job = jobRecord.job();
    return job.state().isWaiting()
        ? reader.ask(
            seen -> Optional.ofNullable(LiveJobs.reasons(seen, List.of(job)).get(job.id())))
        : CompletableFuture.completedFuture(Optional.empty());
  }
}
