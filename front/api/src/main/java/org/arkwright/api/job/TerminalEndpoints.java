package org.arkwright.api.job;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.stream.ResponseStream;
import org.arkwright.dispatch.Channel;
import org.arkwright.dispatch.ChannelRefusedException;
import org.arkwright.dispatch.Channels;
import org.arkwright.identity.Permission;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.job.Attempt;
import org.arkwright.model.job.Job;
import org.arkwright.model.job.JobState;
import org.arkwright.model.job.RankStatus;
import org.arkwright.model.node.RankPlacement;
import org.arkwright.projection.JobRecord;
import org.arkwright.protocol.ChannelTarget;

/**
 * Terminals in running ranks: one request opens the terminal and is answered with what its program
 * writes; another, of the same client, sends what is typed. Both carry the frames of {@link
 * org.arkwright.protocol.TerminalFrame}.
 */
public final class TerminalEndpoints implements EndpointGroup {
  /** The header of the answer that names the terminal. */
  static final String TERMINAL = "arkwright-terminal";

  private static final MediaType FRAMES = MediaType.parse("application/vnd.arkwright.terminal");
  private static final int SIZE_MAX = 10_000;
  private static final int BUFFER_BYTES = 1 << 14;
  private static final int COMMAND_BYTES_MAX = 1 << 16;

  private final JobLookup lookup;
  private final Channels channels;
  private final Map<String, Channel> open = new ConcurrentHashMap<>();

  public TerminalEndpoints(JobLookup lookup, Channels channels) {
    this.lookup = lookup;
    this.channels = channels;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.post("/api/v1/jobs/{job}/terminals", Permission.JOB_TERMINAL, this::start)
            .taking("project", "rank", "rows", "columns", "type", "command")
            .repeating("command"),
        new Endpoint(
            HttpMethod.POST,
            "/api/v1/terminals/{terminal}/input",
            Permission.JOB_TERMINAL,
            Endpoint.RequestBody.STREAM,
            this::type));
  }

  private CompletableFuture<HttpResponse> start(ApiRequest request) {
    int rank = (int) request.number("rank", 0, Integer.MAX_VALUE).orElse(0);
    int rows = (int) request.number("rows", 1, SIZE_MAX).orElse(24);
    int columns = (int) request.number("columns", 1, SIZE_MAX).orElse(80);
    String type =
        request
            .query(
                "type",
                "a terminal's type, such as xterm-256color",
                text -> Optional.of(text).filter(each -> each.matches("[A-Za-z0-9._+-]{1,64}")))
            .orElse("xterm");
    List<String> command = request.queries("command");
    if (command.stream().mapToInt(String::length).sum() > COMMAND_BYTES_MAX
        || command.stream().anyMatch(word -> word.indexOf('\0') >= 0)
        || (!command.isEmpty() && command.getFirst().isEmpty())) {
      request.refuse(
          "command",
          String.join(" ", command),
          "a program and its arguments, at most %d characters".formatted(COMMAND_BYTES_MAX));
    }
    return JobEndpoints.withJob(
        request,
        lookup,
        found -> {
          Optional<RankPlacement> place = running(found.job(), rank);
          if (place.isEmpty()) {
            return ApiReplies.done(notRunning(found, rank));
          }
          Attempt attempt = found.job().state().liveAttempt().orElseThrow();
          return channels
              .open(
                  WorkerId.ofNode(place.get().node()),
                  new ChannelTarget.Terminal(attempt.id(), rank, command, type, rows, columns))
              .thenApply(channel -> opened(request, channel))
              .exceptionally(TerminalEndpoints::refused);
        });
  }

  private HttpResponse opened(ApiRequest request, Channel channel) {
    String id = UUID.randomUUID().toString();
    open.put(id, channel);
    return ResponseStream.open(
            request.context(),
            FRAMES,
            stream -> {
              try (channel;
                  InputStream in = channel.input()) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                  stream.write(Arrays.copyOf(buffer, read));
                }
              } catch (IOException _) {
                // The node's side is gone: there is no last frame, by which the client knows.
              } finally {
                open.remove(id);
              }
            })
        .mapHeaders(headers -> headers.toBuilder().set(TERMINAL, id).build());
  }

  private CompletableFuture<HttpResponse> type(ApiRequest request) {
    Channel channel = open.get(request.path("terminal"));
    if (channel == null) {
      return ApiReplies.done(
          ProblemReply.notFound(
                  "terminal",
                  request.path("terminal"),
                  "It has ended: open another with POST /api/v1/jobs/{job}/terminals.")
              .response());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          // The end of what is typed is the end of the terminal, as when a window is closed.
          try (channel;
              InputStream in = request.files();
              OutputStream out = channel.output()) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
              out.write(buffer, 0, read);
            }
          } catch (IOException _) {
            // Either side is gone.
          }
          return HttpResponse.of(HttpStatus.NO_CONTENT);
        },
        typing -> Thread.ofVirtual().name("arkwright-terminal").start(typing));
  }

  private static Optional<RankPlacement> running(Job job, int rank) {
    return job.state()
        .liveAttempt()
        .filter(attempt ->
            rank < attempt.ranks().size()
                && attempt.ranks().get(rank) instanceof RankStatus.Running)
        .flatMap(attempt -> attempt.allocation().map(allocation -> allocation.ranks().get(rank)));
  }

  private static HttpResponse notRunning(JobRecord found, int rank) {
    Job job = found.job();
    boolean noSuchRank = rank >= job.spec().gang().ranks();
    JobState state = job.state();
    return ProblemReply.of(
            HttpStatus.CONFLICT,
            "conflict",
            noSuchRank
                ? "%s has %d ranks, and no rank %d"
                    .formatted(job.spec().name(), job.spec().gang().ranks(), rank)
                : "rank %d of %s does not run: the job is %s"
                    .formatted(rank, job.spec().name(), state.word()),
            noSuchRank
                ? "Name a rank from 0 to %d.".formatted(job.spec().gang().ranks() - 1)
                : "A terminal needs a running rank; `arkwright logs` shows what it wrote.")
        .response();
  }

  private static HttpResponse refused(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof ChannelRefusedException) {
      return ProblemReply.of(
              HttpStatus.CONFLICT,
              "conflict",
              "no terminal: " + cause.getMessage(),
              "See the job with `arkwright job NAME`, and its node with `arkwright nodes`.")
          .response();
    }
    throw new CompletionException(cause);
  }
}
