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

/** Events and logs, as streams. */
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

  private CompletableFuture<HttpResponse> allEvents(ApiRequest call) {
    return events(call, Optional.empty(), false);
  }

  private CompletableFuture<HttpResponse> jobEvents(ApiRequest call) {
    return JobEndpoints.withJob(
        call,
        lookup,
        story -> {
          JobId job = story.job().id();
          return events(call, Optional.of(job), story.job().state().isFinal());
        });
  }

  private CompletableFuture<HttpResponse> events(
      ApiRequest call, Optional<JobId> job, boolean over) {
    call.header(LAST_EVENT_ID)
        .filter(id -> !id.matches("[0-9]{1,18}"))
        .ifPresent(id -> call.refuse(LAST_EVENT_ID, id, "the number of an event"));
    OptionalLong after = call.number("after", 0, Long.MAX_VALUE / 2);
    if (!call.problems().isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    Optional<Long> last = call.header(LAST_EVENT_ID).map(Long::valueOf);
    return CompletableFuture.supplyAsync(events::now, background)
        .thenApply(now -> last.orElse(after.orElse(now)))
        .thenApply(number ->
            ResponseStream.open(
                call.context(), MediaType.EVENT_STREAM, events.after(number, job, over)));
  }

  private CompletableFuture<HttpResponse> jobLogs(ApiRequest call) {
    return JobEndpoints.withJob(call, lookup, story -> logs(call, story));
  }

  private CompletableFuture<HttpResponse> logs(ApiRequest call, JobRecord story) {
    int ranks = story.job().spec().gang().ranks();
    OptionalLong attempt = call.number("attempt", 1, ATTEMPTS_MAX);
    OptionalLong rank = call.number("rank", 0, ranks - 1);
    LogRequest request =
        new LogRequest(
            story.job().id(),
            narrow(attempt.isPresent() ? attempt : known(story)),
            narrow(rank),
            ranks,
            call.number("offset", 0, Long.MAX_VALUE / 2).orElse(0),
            call.flag("follow"));
    if (!call.problems().isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    return JobEndpoints.done(
        call.wantsEvents()
            ? ResponseStream.open(call.context(), MediaType.EVENT_STREAM, logs.frames(request))
            : ResponseStream.open(call.context(), MediaType.PLAIN_TEXT_UTF_8, logs.plain(request)));
  }

  /** A finished job has no attempts to come; a live one is asked for its latest as it goes on. */
  private static OptionalLong known(JobRecord story) {
    return story.job().state().isFinal()
        ? OptionalLong.of(Math.max(1, story.job().attempts()))
        : OptionalLong.empty();
  }

  private static OptionalInt narrow(OptionalLong number) {
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }
}
