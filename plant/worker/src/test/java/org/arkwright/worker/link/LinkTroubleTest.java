package org.arkwright.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.arkwright.protocol.ServerEpoch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker says of its control plane, and which start it obeys. */
final class LinkTroubleTest {
  @TempDir private Path folder;

  private final Logger logger = Logger.getLogger(LinkTrouble.class.getName());
  private final List<String> logged = new ArrayList<>();
  private final LinkTrouble trouble = new LinkTrouble();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
  }

  @Test
  void clockAnHourOff_isLoggedWhenItBegins_andWhenItIsOver() {
    long hour = Duration.ofHours(1).toMillis();
    long servers = 1_800_000_000_000L;
    trouble.clocks(servers, servers + 30_000);
    trouble.clocks(0, servers);
    assertThat(logged).as("as far apart as answers take, or unknown").isEmpty();
    trouble.clocks(servers, servers + hour);
    trouble.clocks(servers + 1_000, servers + 1_000 + hour);
    assertThat(logged).singleElement().asString().contains("WARNING", "60 min ahead of");
    trouble.clocks(servers, servers);
    assertThat(logged).hasSize(2);
    trouble.clocks(servers, servers - hour);
    assertThat(logged).last().asString().contains("WARNING", "60 min behind");
  }

  @Test
  void refusal_isLoggedWhenItBegins_changes_andIsOver() {
    trouble.over();
    assertThat(logged).isEmpty();
    trouble.met(new RefusedException("another home"));
    trouble.met(new RefusedException("another home"));
    assertThat(logged).hasSize(1);
    trouble.met(new RefusedException("another worker"));
    assertThat(logged).hasSize(2);
    trouble.over();
    trouble.over();
    assertThat(logged).hasSize(3);
    assertThat(logged.getLast()).contains("takes this worker again");
    trouble.met(new RefusedException("another worker"));
    assertThat(logged).as("it has begun again").hasSize(4);
  }

  @Test
  void serverThatIsAway_isNoRefusal() {
    trouble.met(new IOException("connection refused"));
    trouble.over();
    assertThat(logged).isEmpty();
  }

  @Test
  void reportThatIsNotTaken_isLoggedOnce() {
    trouble.notTaken("of another worker's rank");
    trouble.notTaken("of another worker's rank");
    assertThat(logged).hasSize(1);
    trouble.notTaken("too long");
    assertThat(logged).hasSize(2);
  }

  @Test
  void ordersThatFail_areToldUntilTheySucceed() throws IOException {
    assertThat(trouble.ofOrders()).isEmpty();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() ->
              trouble.carryingOut(() -> {
                throw new IOException("No space left");
              }));
    }
    assertThat(trouble.ofOrders().orElseThrow()).startsWith("No space left; ");
    assertThat(logged).hasSize(1);
    trouble.carryingOut(() -> {});
    assertThat(trouble.ofOrders()).isEmpty();
    assertThat(logged).hasSize(2);
    trouble.carriedOut();
    assertThat(logged).as("it was over").hasSize(2);
  }

  @Test
  void laterStartOfTheSameHome_isObeyed_andRememberedByTheNextWorker() throws IOException {
    ObeyedServer obeyed = ObeyedServer.open(folder);
    assertThat(obeyed.latest()).isEmpty();
    assertThat(ObeyedServer.read(folder)).isEmpty();
    assertThat(obeyed.obey(start("home", 2))).isTrue();
    assertThat(obeyed.obey(start("home", 2))).isTrue();
    assertThat(obeyed.obey(start("home", 1))).as("an earlier one").isFalse();
    assertThat(obeyed.obey(start("other", 9))).as("of another home").isFalse();
    assertThat(obeyed.obey(new ServerEpoch("home", 2, 77))).as("a copy").isFalse();
    assertThat(obeyed.obey(start("home", 3))).isTrue();
    assertThat(obeyed.latest()).contains(start("home", 3));

    ObeyedServer next = ObeyedServer.open(folder);
    assertThat(next.latest()).contains(start("home", 3));
    assertThat(next.obey(start("home", 2))).isFalse();
  }

  @Test
  void recordThatCannotBeRead_isAFailure_notNobody() throws IOException {
    ObeyedServer.open(folder).obey(start("home", 2));
    Files.writeString(folder.resolve("obeyed.json"), "{\"home\":");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> ObeyedServer.open(folder))
        .withMessageContaining("obeyed.json cannot be read");
  }

  private static ServerEpoch start(String home, long number) {
    return new ServerEpoch(home, number, 100 * number);
  }
}
