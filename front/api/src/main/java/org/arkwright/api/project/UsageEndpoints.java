package org.arkwright.api.project;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.stream.ResponseStream;
import org.arkwright.api.view.BillCsv;
import org.arkwright.api.view.BillView;
import org.arkwright.api.view.NamedUses;
import org.arkwright.api.view.UsageDimension;
import org.arkwright.api.view.UsageSummary;
import org.arkwright.api.view.UsageView;
import org.arkwright.api.view.WorkloadUsageView;
import org.arkwright.control.KernelClock;
import org.arkwright.control.StateReader;
import org.arkwright.identity.Permission;
import org.arkwright.journal.Journal;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.Job;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.usage.Workload;
import org.arkwright.projection.LedgerReader;
import org.arkwright.projection.Projector;

/** The endpoints of usage and bills. */
public final class UsageEndpoints implements EndpointGroup {
  private static final int LIMIT_DEFAULT = 1000;
  private static final int LIMIT_MAX = 10_000;
  private static final MediaType CSV = MediaType.parse("text/csv; charset=utf-8");

  private final StateReader reader;
  private final Journal journal;
  private final Projector projector;
  private final InstantSource clock;
  private final Executor background;

  public UsageEndpoints(
      StateReader reader,
      Journal journal,
      Projector projector,
      InstantSource clock,
      Executor background) {
    this.reader = reader;
    this.journal = journal;
    this.projector = projector;
    this.clock = clock;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/usage", Permission.USAGE_READ, this::usage)
            .taking("project", "since", "until", "limit"),
        Endpoint.get("/api/v1/usage/summary", Permission.USAGE_READ, this::summary)
            .taking("project", "since", "until", "by", "format", "limit"),
        new Endpoint(
            HttpMethod.GET,
            "/api/v1/attempt/usage",
            Permission.OWN_USAGE_READ,
            this::usageOfAttempt),
        Endpoint.get("/api/v1/projects/{project}/bill", Permission.USAGE_READ, this::bill)
            .taking("month", "since", "until", "format", "limit"));
  }

  /**
   * What usage is asked for.
   *
   * @param project empty for all
   */
  private record Asked(String project, LocalDate since, LocalDate until) {}

  private Asked asked(ApiRequest request) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String project =
        request
            .query("project", Names.RULE, text -> Optional.of(text).filter(Names::isValid))
            .orElse("");
    LocalDate since = queryDay(request, "since").orElse(today.withDayOfMonth(1));
    LocalDate until = queryDay(request, "until").orElse(today.plusDays(1));
    requirePeriod(request, since, until);
    return new Asked(project, since, until);
  }

  private CompletableFuture<HttpResponse> usage(ApiRequest request) {
    Asked asked = asked(request);
    int limit = limit(request);
    return answer(
        request,
        ledger ->
            ApiReplies.ok(
                ledger
                    .read(
                        asked.since(),
                        asked.until(),
                        Optional.empty(),
                        now(),
                        site -> named(new UsageView(site, asked.project(), limit), request))
                    .visitor()
                    .json(asked.since(), asked.until())));
  }

  /** Usage as a person reads it; as CSV with every row. */
  private CompletableFuture<HttpResponse> summary(ApiRequest request) {
    Asked asked = asked(request);
    List<UsageDimension> by =
        request
            .query("by", UsageDimension.RULE, UsageDimension::parse)
            .orElse(List.of(UsageDimension.PROJECT, UsageDimension.WORKLOAD));
    boolean csv = format(request).equals("csv");
    int limit = limit(request);
    return answer(
        request,
        ledger -> {
          UsageSummary summary =
              ledger
                  .read(
                      asked.since(),
                      asked.until(),
                      Optional.of(asked.project())
                          .filter(name -> !name.isEmpty())
                          .map(ProjectName::new),
                      now(),
                      site -> named(new UsageSummary(site, asked.project(), by, limit), request))
                  .visitor();
          return csv
              ? HttpResponse.of(HttpStatus.OK, CSV, summary.csv(asked.since(), asked.until()))
              : ApiReplies.ok(summary.json(asked.since(), asked.until()));
        });
  }

  private static Optional<LocalDate> queryDay(ApiRequest request, String name) {
    return request.query(name, "a day such as 2026-11-01", UsageEndpoints::day);
  }

  /** An empty bill must mean that nothing was used, not that the days are the wrong way round. */
  private static void requirePeriod(ApiRequest request, LocalDate since, LocalDate until) {
    if (!since.isBefore(until)) {
      request.refuse(
          "since", since.toString(), "a day before %s, where the period ends".formatted(until));
    }
  }

  private static String format(ApiRequest request) {
    return request
        .query(
            "format",
            "json or csv",
            text -> Optional.of(text).filter(List.of("json", "csv")::contains))
        .orElse("json");
  }

  /**
   * The usage of the calling rank's job since its day of submission, including other jobs of its
   * name.
   */
  private CompletableFuture<HttpResponse> usageOfAttempt(ApiRequest request) {
    Optional<AttemptId> attempt = request.attempt();
    return attempt.isEmpty()
        ? ApiReplies.done(ProblemReply.notFound("attempt", "").response())
        : reader
            .read(state -> state.job(attempt.get().job()).filter(job -> lives(job, attempt.get())))
            .thenCompose(job ->
                job.isEmpty()
                    ? ApiReplies.done(
                        ProblemReply.notFound("live attempt", attempt.get().toString()).response())
                    : usageOf(request, job.get()));
  }

  private static boolean lives(Job job, AttemptId attempt) {
    return job.state().liveAttempt().filter(live -> live.id().equals(attempt)).isPresent();
  }

  private CompletableFuture<HttpResponse> usageOf(ApiRequest request, Job job) {
    LocalDate since =
        LocalDate.ofInstant(Instant.ofEpochSecond(0, job.submittedAtNanos()), ZoneOffset.UTC);
    LocalDate until = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
    Workload workload = new Workload(Workload.Kind.JOB, job.spec().name());
    return answer(
        request,
        ledger ->
            ApiReplies.ok(
                ledger
                    .read(
                        since,
                        until,
                        Optional.of(job.spec().project()),
                        now(),
                        site -> new WorkloadUsageView(site, workload))
                    .json()));
  }

  private CompletableFuture<HttpResponse> bill(ApiRequest request) {
    String name = request.path("project");
    if (!Names.isValid(name)) {
      return ApiReplies.done(ProblemReply.notFound("project", name).response());
    }
    ProjectName project = new ProjectName(name);
    YearMonth month =
        request
            .query("month", "a month such as 2026-11", UsageEndpoints::month)
            .orElse(YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)));
    LocalDate since = queryDay(request, "since").orElse(month.atDay(1));
    LocalDate until = queryDay(request, "until").orElse(month.plusMonths(1).atDay(1));
    requirePeriod(request, since, until);
    String format = format(request);
    int limit = limit(request);
    return answer(
        request,
        ledger ->
            format.equals("csv")
                ? csv(request, ledger, project, since, until)
                : ApiReplies.ok(
                    read(
                            ledger,
                            project,
                            since,
                            until,
                            site -> named(new BillView(site, project, month, limit), request))
                        .visitor()
                        .json()));
  }

  /**
   * Responds with all rows. They go through a file, so that a slow client does not hold the ledger.
   */
  private HttpResponse csv(
      ApiRequest request,
      LedgerReader ledger,
      ProjectName project,
      LocalDate since,
      LocalDate until) {
    request.context().clearRequestTimeout();
    try {
      Path file = Files.createTempFile("arkwright-bill-", ".csv");
      // Deleted while open: the file disappears with its reader, even if this process dies.
      InputStream in = Files.newInputStream(file);
      try (Writer out = Files.newBufferedWriter(file)) {
        Files.delete(file);
        read(ledger, project, since, until, site -> named(new BillCsv(site, out), request));
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
      return ResponseStream.open(request.context(), CSV, stream -> stream.write(in));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the bill to a file for its reader", e);
    }
  }

  private <V extends LedgerReader.Visitor> V read(
      LedgerReader ledger,
      ProjectName project,
      LocalDate since,
      LocalDate until,
      Function<SiteSettings, V> visitor) {
    return ledger.read(since, until, Optional.of(project), now(), visitor);
  }

  private static <V extends LedgerReader.Visitor> NamedUses<V> named(V view, ApiRequest request) {
    return new NamedUses<>(view, request.names());
  }

  /** Returns how many of the most expensive accounts or rows to list. */
  private static int limit(ApiRequest request) {
    return (int) request.number("limit", 1, LIMIT_MAX).orElse(LIMIT_DEFAULT);
  }

  private long now() {
    return KernelClock.nanos(clock.instant());
  }

  private CompletableFuture<HttpResponse> answer(
      ApiRequest request, Function<LedgerReader, HttpResponse> view) {
    if (!request.problems().isEmpty()) {
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    return projector
        .reached(journal.lastNumber())
        .thenApplyAsync(_ -> view.apply(projector.ledger()), background);
  }

  /** Days that are compared as text, so of four digits a year. */
  private static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(text)
          .filter(day -> day.matches("\\d{4}-\\d{2}-\\d{2}"))
          .map(LocalDate::parse);
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
