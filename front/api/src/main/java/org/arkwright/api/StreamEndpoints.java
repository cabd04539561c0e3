package org.arkwright.api;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.stream.EventStream;
import org.arkwright.api.stream.LogRequest;
import org.arkwright.api.stream.LogStream;
import org.arkwright.api.stream.ResponseStream;
import org.arkwright.model.id.JobId;
import org.arkwright.projection.JobRecord;

/** The endpoints that stream events and logs. */
public final class StreamEndpoints implements EndpointGroup {
  private static final int ATTEMPTS_MAX = 999_999_999;
  private static final String LAST_EVENT_ID = "last-event-id";

  private final JobLookup lookup;
  private final EventStream events;
  private final LogStream logs;
  private final Executor background;

  public StreamEndpoints(
      JobLookup lookup, EventStream events, LogStream logs, Executor background) {
    this.lookup = lookup;
    this.events = events;
    this.logs = logs;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/events", this::allEvents),
        Endpoint.get("/api/v1/jobs/{job}/events", this::jobEvents),
        Endpoint.get("/api/v1/jobs/{job}/logs", this::jobLogs));
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
      return JobEndpoints.done(ProblemReply.of(request.problems()).response());
    }
    Optional<Long> last = request.header(LAST_EVENT_ID).map(Long::valueOf);
    return CompletableFuture.supplyAsync(events::now, background)
        .thenApply(now -> last.orElse(after.orElse(now)))
        .thenApply(number ->
            ResponseStream.open(
                request.context(), MediaType.EVENT_STREAM, events.after(number, job, ended)));
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
      return JobEndpoints.done(ProblemReply.of(request.problems()).response());
    }
    return JobEndpoints.done(
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
