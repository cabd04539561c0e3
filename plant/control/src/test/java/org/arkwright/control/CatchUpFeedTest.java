package org.arkwright.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.arkwright.control.ControlPlane.NumberedEvent;
import org.arkwright.model.Event;
import org.arkwright.stored.EventForm;
import org.arkwright.thread.Pressure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Past and live events meet in a feed: each is delivered once, in order, whatever comes between.
 */
@Timeout(60)
final class CatchUpFeedTest {
  private final MemoryJournal journal = new MemoryJournal();
  private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
  private final Event event = event();
  private final byte[] entry = EventForm.write(event);

  private static Event event() {
    Scene scene = new Scene();
    scene.run(Scene.node());
    return scene.published.getFirst().event();
  }

  /** Makes events durable and hands them to the feed, as the follower does. */
  private void publish(CatchUpFeed feed, int count) {
    feed.onEvents(append(count));
  }

  private List<NumberedEvent> append(int count) {
    long first = journal.lastNumber() + 1;
    journal.append(Collections.nCopies(count, entry));
    return LongStream.range(first, first + count)
        .mapToObj(number -> new NumberedEvent(number, event))
        .toList();
  }

  private void take(List<NumberedEvent> events) {
    events.forEach(each -> seen.add(each.number()));
  }

  private void awaitAll(long after) throws InterruptedException {
    long last = journal.lastNumber();
    for (int i = 0; i < 4_000 && seen.size() < last - after; i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(List.copyOf(seen))
        .isEqualTo(LongStream.rangeClosed(after + 1, last).boxed().toList());
  }

  @Test
  void past_comesInChunks_fromBehindTheGivenNumber() throws Exception {
    append(1_203);
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    CatchUpFeed feed =
        new CatchUpFeed(
            journal,
            2,
            events -> {
              sizes.add(events.size());
              take(events);
            });
    feed.start();
    awaitAll(2);
    assertThat(List.copyOf(sizes)).containsExactly(500, 500, 201);
    feed.close();
  }

  @Test
  void moreThanIsKept_whileThePastIsRead_isReadFromTheJournal() throws Exception {
    append(1);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    CatchUpFeed feed =
        new CatchUpFeed(
            journal,
            0,
            events -> {
              reading.countDown();
              try {
                enough.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              take(events);
            });
    feed.start();
    reading.await();
    for (int i = 0; i < 10_050; i++) {
      publish(feed, 1);
    }
    enough.countDown();
    awaitAll(0);
    publish(feed, 3);
    awaitAll(0);
    feed.close();
  }

  @Test
  void closedFeed_deliversNoMore() throws Exception {
    CatchUpFeed feed = new CatchUpFeed(journal, 0, this::take);
    feed.start();
    publish(feed, 2);
    awaitAll(0);
    feed.close();
    publish(feed, 2);
    assertThat(seen).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void eventsWhileThePastIsRead_areDeliveredOnce_inOrder(long seed) {
    Pressure.run(
        seed,
        40,
        random -> {
          CatchUpFeedTest one = new CatchUpFeedTest();
          one.append(random.nextInt(1_100));
          long after = random.nextLong(one.journal.lastNumber() + 1);
          AtomicBoolean delivering = new AtomicBoolean();
          CatchUpFeed feed =
              new CatchUpFeed(
                  one.journal,
                  after,
                  events -> {
                    assertThat(delivering.getAndSet(true)).isFalse();
                    one.take(events);
                    delivering.set(false);
                  });
          Pressure.Actor follower =
              own -> {
                for (int i = 0; i < 40; i++) {
                  if (i == 3) {
                    feed.start();
                  }
                  one.publish(feed, 1 + own.choose(4));
                  own.rest();
                }
              };
          return new Pressure.Round() {
            @Override
            public List<Pressure.Actor> actors() {
              return List.of(follower);
            }

            @Override
            public void check() throws Exception {
              one.awaitAll(after);
              feed.close();
            }
          };
        });
  }

  /** What it did not take comes again; a listener that fails at its first events ends nothing. */
  @Test
  void listenerThatThrows_getsTheSameEventsAgain_andNoneTwiceThatItTook() throws Exception {
    append(3);
    List<Long> failing = Collections.synchronizedList(new ArrayList<>(List.of(1L, 5L)));
    CatchUpFeed feed =
        new CatchUpFeed(
            journal,
            0,
            events -> {
              if (failing.remove(events.getFirst().number())) {
                throw new IllegalStateException("planted");
              }
              take(events);
            });
    feed.start();
    publish(feed, 1);
    awaitAll(0);
    publish(feed, 1);
    publish(feed, 2);
    awaitAll(0);
    assertThat(failing).isEmpty();
    feed.close();
  }
}
