package org.arkwright.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.arkwright.engine.Engine;
import org.arkwright.engine.Launch;
import org.arkwright.identity.IssuedTokens;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Placement;
import org.arkwright.spec.Reading;
import org.arkwright.spec.job.JobSpecReader;
import org.junit.jupiter.api.Test;

class AttemptTokenEngineTest {
  private final List<Launch> launched = new ArrayList<>();
  private final IssuedTokens tokens = new IssuedTokens("key", InstantSource.system());

  private Engine recording() {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (_, method, arguments) -> {
              if (method.getName().equals("launch")) {
                launched.add((Launch) arguments[0]);
              }
              return null;
            });
  }

  private static JobSpec spec(String document) {
    return switch (JobSpecReader.read(document.getBytes(UTF_8), "a")) {
      case Reading.Read<JobSpec>(var read) -> read;
      case Reading.Rejected<JobSpec> rejected -> throw new AssertionError(rejected.toString());
    };
  }

  @Test
  void attemptThatItsSiteHasNotPlaced_isHandedOn_withItsToken() {
    AttemptId attempt = new AttemptId(new JobId(7), 1);
    Launch waiting =
        new Launch(
            attempt,
            spec("{name: a, command: [x]}"),
            new Placement.BySite("hpc"),
            Optional.empty(),
            new TreeSet<>(),
            new TreeMap<>());

    new AttemptTokenEngine(recording(), tokens).launch(waiting);

    Launch given = launched.getFirst();
    assertThat(given.placement()).isEqualTo(waiting.placement());
    assertThat(given.allocated()).isEmpty();
    assertThat(given.spec().execution().env()).containsKey("ARKWRIGHT_TOKEN");
  }
}
