package org.arkwright.server.api;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.arkwright.control.ControlPlane;
import org.arkwright.control.KernelClock;
import org.arkwright.journal.Journal;
import org.arkwright.model.AttemptId;
import org.arkwright.model.Job;
import org.arkwright.model.Names;
import org.arkwright.model.ProjectName;
import org.arkwright.model.Workload;
import org.arkwright.server.projection.LedgerReader.Extract;
import org.arkwright.server.projection.Projector;
import org.arkwright.server.view.BillView;
import org.arkwright.server.view.UsageView;

/** What was used and what it costs. */
public final class UsageEndpoints implements EndpointGroup {
  private static final MediaType CSV = MediaType.parse("text/csv; charset=utf-8");

  private final ControlPlane control;
  private final Journal journal;
  private final Projector projector;
  private final InstantSource clock;
  private final Executor background;

  public UsageEndpoints(
      ControlPlane control,
      Journal journal,
      Projector projector,
      InstantSource clock,
      Executor background) {
    this.control = control;
    this.journal = journal;
    this.projector = projector;
    this.clock = clock;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/usage", this::usage),
        new Endpoint(
            HttpMethod.GET, "/api/v1/attempt/usage", Endpoint.Access.RANK, this::usageOfAttempt),
        Endpoint.get("/api/v1/projects/{project}/bill", this::bill));
  }

  private CompletableFuture<HttpResponse> usage(Call call) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String project =
        call.query("project", Names.RULE, text -> Optional.of(text).filter(Names::isValid))
            .orElse("");
    LocalDate since =
        call.query("since", "a day such as 2026-11-01", UsageEndpoints::day)
            .orElse(today.withDayOfMonth(1));
    LocalDate until =
        call.query("until", "a day such as 2026-12-01", UsageEndpoints::day)
            .orElse(today.plusDays(1));
    return answer(
        call, since, until, extract -> Replies.ok(UsageView.of(extract, project, since, until)));
  }

  /** What the asking rank's job has used since it was submitted, and jobs of its name that day. */
  private CompletableFuture<HttpResponse> usageOfAttempt(Call call) {
    Optional<AttemptId> attempt = call.attempt();
    return attempt.isEmpty()
        ? JobEndpoints.done(ProblemReply.notFound("attempt", "").response())
        : control
            .read(state -> state.job(attempt.get().job()))
            .thenCompose(job ->
                job.isEmpty()
                    ? JobEndpoints.done(
                        ProblemReply.notFound("job", attempt.get().job().toString()).response())
                    : usageOf(call, job.get()));
  }

  private CompletableFuture<HttpResponse> usageOf(Call call, Job job) {
    LocalDate since =
        LocalDate.ofInstant(Instant.ofEpochSecond(0, job.submittedAtNanos()), ZoneOffset.UTC);
    LocalDate until = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
    Workload workload = new Workload(Workload.Kind.JOB, job.spec().name());
    return answer(
        call,
        since,
        until,
        extract -> Replies.ok(UsageView.of(extract, job.spec().project(), workload)));
  }

  private CompletableFuture<HttpResponse> bill(Call call) {
    String name = call.path("project");
    if (!Names.isValid(name)) {
      return JobEndpoints.done(ProblemReply.notFound("project", name).response());
    }
    ProjectName project = new ProjectName(name);
    YearMonth month =
        call.query("month", "a month such as 2026-11", UsageEndpoints::month)
            .orElse(YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)));
    String format =
        call.query(
                "format",
                "json or csv",
                text -> Optional.of(text).filter(List.of("json", "csv")::contains))
            .orElse("json");
    return answer(
        call,
        month.atDay(1),
        month.plusMonths(1).atDay(1),
        extract -> {
          var rows = BillView.rows(extract, project, month);
          return format.equals("csv")
              ? HttpResponse.of(HttpStatus.OK, CSV, BillView.csv(rows))
              : Replies.ok(BillView.json(rows, extract, project, month));
        });
  }

  private CompletableFuture<HttpResponse> answer(
      Call call, LocalDate since, LocalDate until, Function<Extract, HttpResponse> view) {
    if (!call.problems().isEmpty()) {
      return JobEndpoints.done(ProblemReply.of(call.problems()).response());
    }
    return projector
        .reached(journal.lastNumber())
        .thenApplyAsync(
            _ ->
                view.apply(
                    projector.ledger().extract(since, until, KernelClock.nanos(clock.instant()))),
            background);
  }

  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<YearMonth> month(String text) {
    try {
      return Optional.of(YearMonth.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
