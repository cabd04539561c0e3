package org.arkwright.api.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.dispatch.Channels;
import org.arkwright.kernel.Kernel;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.ranklog.LogBound;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.ranklog.RelayedLogs;
import org.arkwright.scheduler.order.Orderings;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscriber;

/** Followers of logs, on the state and the files alone. */
@Timeout(30)
final class LogStreamTest {
  private static final JobId JOB = JobId.of(1_000, 1);
  private static final AttemptId FIRST = new AttemptId(JOB, 1);

  @TempDir private Path folder;
  private final Events events = new Events();
  private final LogWakes wakes = new LogWakes();
  private RankLogs logs = new RankLogs(Path.of(""));
  private LogStream streams = new LogStream(events, logs, wakes, here());

  @BeforeEach
  void begin() {
    logs = new RankLogs(folder.resolve("logs"));
    streams = new LogStream(events, logs, wakes, here());
    wakes.follow(events, 0);
    events.add(new Event.JobSubmitted(JOB, spec(), "somebody", Optional.empty(), 1));
  }

  /** Follows ranks that all write on this machine. */
  private FollowedRanks here() {
    return FollowedRanks.of(
        events,
        _ -> true,
        new Channels(Channels.Limits.DEFAULT, (_, _, refused) -> refused.accept("nobody there")),
        new RelayedLogs(logs, LogBound.DEFAULT, InstantSource.system()));
  }

  @AfterEach
  void close() {
    wakes.close();
  }

  @Test
  void quietFollowers_askNothing() throws Exception {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(new Client(request()));
    }
    start();
    write("hello\n");
    for (Client client : clients) {
      client.awaits("hello");
    }
    Thread.sleep(100);
    int asked = events.asked.get();

    Thread.sleep(300);
    assertThat(events.asked).hasValue(asked);
    assertThat(wakes.count()).isEqualTo(50);

    for (Client client : clients) {
      client.leave();
    }
    await(() -> wakes.count() == 0);
  }

  @Test
  void follower_ofAQueuedJob_isWokenByItsStartAndItsOutput() throws Exception {
    Client client = new Client(request());
    await(() -> wakes.count() == 1);

    start();
    write("first\n");
    client.awaits("first");
    write("second\n");
    client.awaits("second");
    events.add(new Event.JobCancelled(JOB, "somebody", 3));

    client.awaits("event: end");
  }

  @Test
  void follower_whoseFolderWasReplaced_readsOn() throws Exception {
    Client client = new Client(request());
    start();
    write("first\n");
    client.awaits("first");
    Path file = logs.file(FIRST, 0);
    byte[] whole = Files.readAllBytes(file);
    Path draft = file.resolveSibling("draft");
    Files.write(
        draft,
        (new String(whole, StandardCharsets.UTF_8) + "after\n").getBytes(StandardCharsets.UTF_8));
    Files.delete(file);
    Files.move(draft, folder.resolve("kept"));
    Files.delete(file.getParent());
    Thread.sleep(100);
    Files.createDirectories(file.getParent());
    Files.move(folder.resolve("kept"), file);

    client.awaits("after");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void output_inSmallPieces_neverWaitsForTheNextOne(long seed) throws Exception {
    Client client = new Client(request());
    SplittableRandom random = new SplittableRandom(seed);
    start();
    for (int i = 0; i < 60; i++) {
      write("line-" + i + ";");
      Thread.sleep(random.nextInt(20));
      if (random.nextInt(6) == 0) {
        client.awaits("line-" + i + ";");
      }
    }
    client.awaits("line-59;");
  }

  @Test
  void outputOfAnotherRank_wakesNobody() throws Exception {
    try (LogWakes.Following following = wakes.of(JOB)) {
      Files.createDirectories(logs.folder(FIRST));
      following.watch(logs.folder(FIRST), name -> name.startsWith("rank-0.log"));
      Files.writeString(logs.file(FIRST, 1), "text");
      Files.writeString(logs.times(FIRST, 0), "4 1");

      assertThat(following.await(Duration.ofMillis(150))).isFalse();

      Files.writeString(logs.file(FIRST, 0), "text");
      assertThat(following.await(Duration.ofSeconds(10))).isTrue();
    }
  }

  @Test
  void eventOfAnotherJob_wakesNobody() throws Exception {
    try (LogWakes.Following following = wakes.of(JOB)) {
      assertThat(following.hadEvent()).isTrue();
      JobId other = JobId.of(1_000, 2);
      events.add(new Event.JobSubmitted(other, spec(), "somebody", Optional.empty(), 2));

      assertThat(following.hadEvent()).isFalse();

      start();
      assertThat(following.hadEvent()).isTrue();
      assertThat(following.await(Duration.ofSeconds(10))).isTrue();
    }
  }

  private static LogRequest request() {
    return new LogRequest(JOB, OptionalInt.empty(), OptionalInt.empty(), 1, 0, true);
  }

  private void start() throws Exception {
    events.add(new Event.AttemptStarted(FIRST, new Placement.BySite("home"), 2));
    Files.createDirectories(logs.folder(FIRST));
  }

  private void write(String text) throws Exception {
    Files.writeString(
        logs.file(FIRST, 0), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static JobSpec spec() {
    return switch (JobSpecReader.read("command: [a]".getBytes(StandardCharsets.UTF_8), "job")) {
      case Reading.Read<JobSpec>(JobSpec spec) -> spec;
      case Reading.Rejected<JobSpec>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  /** A client that keeps what it has read. */
  private final class Client {
    private final StringBuilder text = new StringBuilder();

    private final HttpResponse response;

    Client(LogRequest request) {
      ServiceRequestContext context = ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
      response = ResponseStream.open(context, MediaType.EVENT_STREAM, streams.frames(request));
      response
          .split()
          .body()
          .subscribe(
              new Subscriber<HttpData>() {
                @Override
                public void onSubscribe(org.reactivestreams.Subscription subscription) {
                  subscription.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(HttpData data) {
                  add(data.toStringUtf8());
                }

                @Override
                public void onError(Throwable problem) {}

                @Override
                public void onComplete() {}
              });
    }

    private synchronized void add(String read) {
      text.append(read);
    }

    synchronized boolean hasRead(String words) {
      return text.indexOf(words) >= 0;
    }

    /** Waits far shorter than a stream is quiet. */
    void awaits(String words) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (!hasRead(words)) {
        assertThat(System.nanoTime()).as(words).isLessThan(until);
        Thread.sleep(2);
      }
    }

    void leave() {
      response.abort();
    }
  }

  /** A state, whose readers are counted. */
  private static final class Events implements StateReader {
    private final AtomicInteger asked = new AtomicInteger();
    private final State state = new State(Orderings.DEFAULT);
    private final List<EventListener> listeners = new ArrayList<>();
    private long number;

    synchronized void add(Event event) {
      Kernel.apply(state, event);
      number++;
      listeners.forEach(each -> each.onEvents(List.of(new NumberedEvent(number, event))));
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized <T> CompletableFuture<T> read(Function<State, T> query) {
      asked.incrementAndGet();
      return CompletableFuture.completedFuture(query.apply(state));
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Subscription subscribe(long after, EventListener listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public long position() {
      return number;
    }
  }
}
