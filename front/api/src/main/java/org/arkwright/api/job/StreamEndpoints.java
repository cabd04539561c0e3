package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.stream.EventStream;
import org.arkwright.api.stream.LogPlaces;
import org.arkwright.api.stream.LogRequest;
import org.arkwright.api.stream.LogStream;
import org.arkwright.api.stream.PastEvents;
import org.arkwright.api.stream.ResponseStream;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.projection.JobRecord;
import org.arkwright.stored.EventForm;

/** The endpoints that stream events and logs. */
public final class StreamEndpoints implements EndpointGroup {
  private static final int ATTEMPTS_MAX = 999_999_999;
  private static final int TAIL_MAX = 1_000_000;
  private static final String LAST_EVENT_ID = "last-event-id";

  private final JobLookup lookup;
  private final EventStream events;
  private final PastEvents past;
  private final LogStream logs;
  private final LogPlaces places;
  private final Executor background;

  public StreamEndpoints(
      JobLookup lookup,
      EventStream events,
      PastEvents past,
      LogStream logs,
      LogPlaces places,
      Executor background) {
    this.lookup = lookup;
    this.events = events;
    this.past = past;
    this.logs = logs;
    this.places = places;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/events", Permission.EVENT_READ, this::allEvents).taking("after"),
        Endpoint.get("/api/v1/events/past", Permission.EVENT_READ, this::pastEvents)
            .taking("project", "job", "deployment", "type", "usage", "since", "tail"),
        Endpoint.get("/api/v1/events/last", Permission.EVENT_READ, _ -> lastEvent()),
        Endpoint.get("/api/v1/jobs/{job}/events", Permission.JOB_READ, this::jobEvents)
            .taking("project", "after"),
        Endpoint.get("/api/v1/jobs/{job}/logs", Permission.JOB_LOGS, this::jobLogs)
            .taking("project", "attempt", "rank", "offset", "follow"),
        Endpoint.get("/api/v1/jobs/{job}/logs/position", Permission.JOB_LOGS, this::logPosition)
            .taking("project", "attempt", "rank", "tail", "since"),
        Endpoint.get("/api/v1/jobs/{job}/logs/times", Permission.JOB_LOGS, this::logTimes)
            .taking("project", "attempt", "rank", "from"));
  }

  private CompletableFuture<HttpResponse> allEvents(ApiRequest request) {
    return events(request, Optional.empty(), false);
  }

  private CompletableFuture<HttpResponse> jobEvents(ApiRequest request) {
    return JobEndpoints.withJob(
        request,
        lookup,
        jobRecord -> {
          JobId job = jobRecord.job().id();
          return events(request, Optional.of(job), jobRecord.job().state().isFinal());
        });
  }

  private CompletableFuture<HttpResponse> events(
      ApiRequest request, Optional<JobId> job, boolean ended) {
    request
        .header(LAST_EVENT_ID)
        .filter(id -> !id.matches("[0-9]{1,18}"))
        .ifPresent(id -> request.refuse(LAST_EVENT_ID, id, "the number of an event"));
    OptionalLong after = request.number("after", 0, Long.MAX_VALUE / 2);
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    Optional<Long> last = request.header(LAST_EVENT_ID).map(Long::valueOf);
    return CompletableFuture.supplyAsync(events::now, background)
        .thenApply(now -> last.orElse(after.orElse(now)))
        .thenApply(number ->
            ResponseStream.open(
                request.context(), MediaType.EVENT_STREAM, events.after(number, job, ended)));
  }

  private CompletableFuture<HttpResponse> lastEvent() {
    return CompletableFuture.supplyAsync(
        () -> ApiReplies.ok(JsonNodeFactory.instance.objectNode().put("number", events.now())),
        background);
  }

  private CompletableFuture<HttpResponse> pastEvents(ApiRequest request) {
    if (request.query("job").isEmpty()) {
      return past(request, Optional.empty());
    }
    String job = request.query("job").get();
    return lookup
        .find(job, request.project().orElse(ProjectName.DEFAULT))
        .thenCompose(found ->
            found.isEmpty()
                ? JobEndpoints.missing(lookup, job)
                : past(request, Optional.of(found.get().job())));
  }

  private CompletableFuture<HttpResponse> past(ApiRequest request, Optional<Job> job) {
    OptionalLong since = request.sinceNanos();
    OptionalLong submitted =
        job.isPresent() ? OptionalLong.of(job.get().submittedAtNanos()) : OptionalLong.empty();
    ProjectName project = request.project().orElse(ProjectName.DEFAULT);
    Optional<DeploymentName> deployment =
        request
            .query(
                "deployment", Names.RULE, text -> Optional.of(text).filter(DeploymentName::isValid))
            .map(name -> new DeploymentName(project, name));
    PastEvents.Selection selection =
        new PastEvents.Selection(
            job.map(Job::id),
            deployment,
            request.query("type", TypeName.EXPECTED, TypeName::read),
            request.flag("usage"),
            since.isPresent() ? since : submitted,
            toInt(request.number("tail", 1, TAIL_MAX)));
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return ApiReplies.done(
        ResponseStream.open(request.context(), ResponseStream.JSON_LINES, past.of(selection)));
  }

  /** Reads the name of a type of events; made with the first question that has one. */
  private static final class TypeName {
    private static final SortedSet<String> ALL = EventForm.names();
    private static final String EXPECTED = "one of " + String.join(", ", ALL);

    private TypeName() {}

    static Optional<String> read(String text) {
      return ALL.stream().filter(text::equalsIgnoreCase).findFirst();
    }
  }

  private CompletableFuture<HttpResponse> logPosition(ApiRequest request) {
    return onePlace(
        request,
        rank -> {
          OptionalLong since = request.sinceNanos();
          OptionalLong tail = request.number("tail", 0, TAIL_MAX);
          return () -> places.position(rank.attempt(), rank.rank(), tail, since);
        });
  }

  private CompletableFuture<HttpResponse> logTimes(ApiRequest request) {
    return onePlace(
        request,
        rank -> {
          long from = request.number("from", 0, Long.MAX_VALUE / 2).orElse(0);
          return () -> places.times(rank.attempt(), rank.rank(), from);
        });
  }

  /** One rank's output in one attempt. */
  private record OneRank(AttemptId attempt, int rank) {}

  /** Answers about one rank's output once all parameters have been read and found valid. */
  private CompletableFuture<HttpResponse> onePlace(
      ApiRequest request, Function<OneRank, Supplier<ObjectNode>> reader) {
    return JobEndpoints.withJob(
        request,
        lookup,
        jobRecord -> {
          Job job = jobRecord.job();
          int latest = Math.max(1, job.attempts());
          long attempt = request.number("attempt", 1, latest).orElse(latest);
          long rank = request.number("rank", 0, job.spec().gang().ranks() - 1).orElse(0);
          Supplier<ObjectNode> answer =
              reader.apply(new OneRank(new AttemptId(job.id(), (int) attempt), (int) rank));
          return request.problems().isEmpty()
              ? CompletableFuture.supplyAsync(() -> ApiReplies.ok(answer.get()), background)
              : ApiReplies.done(ProblemReply.of(request.problems()).response());
        });
  }

  private CompletableFuture<HttpResponse> jobLogs(ApiRequest request) {
    return JobEndpoints.withJob(request, lookup, jobRecord -> logs(request, jobRecord));
  }

  private CompletableFuture<HttpResponse> logs(ApiRequest request, JobRecord jobRecord) {
    int ranks = jobRecord.job().spec().gang().ranks();
    OptionalLong attempt = request.number("attempt", 1, ATTEMPTS_MAX);
    OptionalLong rank = request.number("rank", 0, ranks - 1);
    LogRequest logRequest =
        new LogRequest(
            jobRecord.job().id(),
            toInt(attempt.isPresent() ? attempt : finalAttempt(jobRecord)),
            toInt(rank),
            ranks,
            request.number("offset", 0, Long.MAX_VALUE / 2).orElse(0),
            request.flag("follow"));
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    Optional<String> removed = places.removedAt(logRequest);
    if (removed.isPresent()) {
      return ApiReplies.done(
          new ProblemReply(
                  HttpStatus.GONE,
                  "removed",
                  "the output of that attempt was removed at " + removed.get(),
                  "",
                  "",
                  "site.yaml says under retention how long output is kept",
                  List.of())
              .response());
    }
    return ApiReplies.done(
        request.wantsEvents()
            ? ResponseStream.open(
                request.context(), MediaType.EVENT_STREAM, logs.frames(logRequest))
            : ResponseStream.open(
                request.context(), MediaType.PLAIN_TEXT_UTF_8, logs.plain(logRequest)));
  }

  /** The latest attempt of a finished job; empty for a live one, whose latest may still change. */
  private static OptionalLong finalAttempt(JobRecord jobRecord) {
    return jobRecord.job().state().isFinal()
        ? OptionalLong.of(Math.max(1, jobRecord.job().attempts()))
        : OptionalLong.empty();
  }

  private static OptionalInt toInt(OptionalLong number) {
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }
}
