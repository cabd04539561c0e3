package org.arkwright.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.arkwright.control.ControlPlane.EventListener;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.control.ControlPlane.Subscription;
import org.arkwright.control.FollowedState;
import org.arkwright.control.Past;
import org.arkwright.control.StateReader;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.journal.JournalReader;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.arkwright.stored.EventForm;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream of events: all of the past, then all that come, once each. */
@Timeout(60)
final class EventStreamTest {
  private static final JobId JOB = JobId.of(1_000, 1);
  private static final JobId OTHER = JobId.of(1_000, 2);
  private static final Pattern ID = Pattern.compile("(?m)^id: (\\d+)$");

  private final Events events = new Events();
  private final EventStream streams =
      new EventStream(events, events, _ -> Optional.empty(), new PrincipalNames(Map.of()));

  /** Entries that are told to listeners as a follower does: the past first, then as they come. */
  private static final class Events implements JournalReader, StateReader {
    private final List<Event> entries = new ArrayList<>();
    private final List<EventListener> listeners = new ArrayList<>();

    synchronized void add(Event event) {
      entries.add(event);
      NumberedEvent numbered = new NumberedEvent(entries.size(), event);
      listeners.forEach(each -> each.onEvents(List.of(numbered)));
    }

    synchronized int listeners() {
      return listeners.size();
    }

    @Override
    public synchronized long lastNumber() {
      return entries.size();
    }

    @Override
    public void replay(long after, long upTo, EntryConsumer consumer) {
      List<Event> copy;
      synchronized (this) {
        copy = List.copyOf(entries);
      }
      for (int i = (int) after; i < Math.min(upTo, copy.size()); i++) {
        consumer.accept(i + 1, EventForm.write(copy.get(i)));
      }
    }

    @Override
    public synchronized Subscription subscribe(long after, EventListener listener) {
      for (int i = (int) after; i < entries.size(); i++) {
        listener.onEvents(List.of(new NumberedEvent(i + 1, entries.get(i))));
      }
      listeners.add(listener);
      return () -> {
        synchronized (this) {
          listeners.remove(listener);
        }
      };
    }

    @Override
    public Optional<Snapshot> latestSnapshot() {
      return Optional.empty();
    }

    @Override
    public Verification verify() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return lastNumber();
    }

    @Override
    public void close() {}
  }

  private static Event submitted(JobId job) {
    return switch (JobSpecReader.read("command: [a]".getBytes(UTF_8), "job")) {
      case Reading.Read<JobSpec>(JobSpec spec) ->
          new Event.JobSubmitted(job, spec, "somebody", Optional.empty(), 1);
      case Reading.Rejected<JobSpec>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static Event cancelled(JobId job) {
    return new Event.JobCancelled(job, "somebody", 2);
  }

  /** The whole stream of a client that reads to its end. */
  private static CompletableFuture<String> open(ResponseStream.Source source) {
    ServiceRequestContext context = ServiceRequestContext.of(HttpRequest.of(HttpMethod.GET, "/"));
    HttpResponse response = ResponseStream.open(context, MediaType.EVENT_STREAM, source);
    return response.aggregate().thenApply(whole -> whole.contentUtf8());
  }

  private static List<Long> ids(String text) {
    return ID.matcher(text).results().map(found -> Long.parseLong(found.group(1))).toList();
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static String get(CompletableFuture<String> stream) throws Exception {
    return stream.get(30, TimeUnit.SECONDS);
  }

  private void awaitListener() throws InterruptedException {
    for (int i = 0; i < 4_000 && events.listeners() == 0; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void pastOfAJobThatHasEnded_isItsOwn_andThenTheStreamEnds() throws Exception {
    events.add(submitted(OTHER));
    events.add(submitted(JOB));
    events.add(cancelled(OTHER));
    events.add(cancelled(JOB));
    events.add(submitted(JobId.of(1_000, 3)));
    String all = get(open(streams.after(0, Optional.of(JOB), true)));
    assertThat(ids(all)).containsExactly(2L, 4L);
    assertThat(all).startsWith(": ").contains("event: JobSubmitted", "event: JobCancelled");
    assertThat(ids(get(open(streams.after(2, Optional.of(JOB), true))))).containsExactly(4L);
    assertThat(ids(get(open(streams.after(4, Optional.of(JOB), true))))).isEmpty();
    assertThat(streams.now()).isEqualTo(5);
    assertThat(events.listeners()).isZero();
  }

  @Test
  void liveJob_isStreamedUntilItsEnd_throughALongPast() throws Exception {
    events.add(submitted(JOB));
    for (int i = 10; i < 1_300; i++) {
      events.add(submitted(JobId.of(1_000, i)));
    }
    CompletableFuture<String> stream = open(streams.after(0, Optional.of(JOB), false));
    awaitListener();
    events.add(cancelled(OTHER));
    assertThat(stream).isNotDone();
    events.add(cancelled(JOB));
    long end = events.lastNumber();
    events.add(submitted(JobId.of(1_000, 9)));
    assertThat(ids(get(stream))).containsExactly(1L, end);
    for (int i = 0; i < 1_000 && events.listeners() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(events.listeners()).isZero();
  }

  @Test
  void clientThatReadsTooSlowly_isTold_andLosesNothingBeforeThat() throws Exception {
    CompletableFuture<String> stream =
        open(out -> {
          new EventStream(
                  new Flood(events), events, _ -> Optional.empty(), new PrincipalNames(Map.of()))
              .after(0, Optional.empty(), false)
              .writeTo(out);
        });
    String text = get(stream);
    List<Long> seen = ids(text);
    assertThat(text).contains("event: overflow", "Last-Event-ID").endsWith("}\n\n");
    assertThat(seen).isNotEmpty().isEqualTo(numbers(1, seen.size()));
    assertThat(seen.size()).isLessThan(Flood.EVENTS);
  }

  /** Tells of more than is kept before the client reads any. */
  private record Flood(Events events) implements StateReader {
    private static final int EVENTS = 200_000;

    @Override
    public Subscription subscribe(long after, EventListener listener) {
      Event event = cancelled(OTHER);
      for (int i = 1; i <= EVENTS; i++) {
        listener.onEvents(List.of(new NumberedEvent(i, event)));
      }
      return events.subscribe(EVENTS, listener);
    }

    @Override
    public <T> CompletableFuture<T> read(Function<State, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<FollowedState, T> query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Past> at(Past.Point point) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      return 0;
    }
  }

  /** The switch from the past to what comes, while it comes. */
  @Test
  void eventsThatComeMeanwhile_areStreamedOnceEach_inOrder() {
    Pressure.run(
        5,
        15,
        random -> {
          EventStreamTest one = new EventStreamTest();
          for (int i = random.nextInt(1_200); i > 0; i--) {
            one.events.add(submitted(JOB));
          }
          CompletableFuture<CompletableFuture<String>> stream = new CompletableFuture<>();
          Pressure.Actor writer =
              own -> {
                for (int i = 0; i < 100; i++) {
                  one.events.add(submitted(JOB));
                  own.rest();
                }
                one.events.add(cancelled(JOB));
              };
          Pressure.Actor client =
              own -> {
                own.rest();
                stream.complete(open(one.streams.after(0, Optional.of(JOB), false)));
              };
          return new Pressure.Round() {
            @Override
            public List<Pressure.Actor> actors() {
              return List.of(writer, client);
            }

            @Override
            public void check() throws Exception {
              assertThat(ids(get(stream.join()))).isEqualTo(numbers(1, one.events.lastNumber()));
            }
          };
        });
  }
}
