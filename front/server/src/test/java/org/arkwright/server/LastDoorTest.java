package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.arkwright.authority.Certification;
import org.arkwright.authority.HostIdentity;
import org.arkwright.authority.JoinMessages;
import org.arkwright.authority.WorkerRegister;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a start serves workers of other hosts that does not say so itself. */
class LastDoorTest {
  private static final InetSocketAddress ADDRESS = address("127.0.0.1:7718");

  @TempDir private Path folder;
  private HomeFolder home;

  @BeforeEach
  void served() throws Exception {
    home = HomeFolder.prepare(folder.resolve("home"));
    new LastDoor(ADDRESS, Optional.of("control.example")).save(home);
  }

  private static InetSocketAddress address(String text) {
    return HostsDoor.address(text).orElseThrow();
  }

  private void join() throws Exception {
    join(home, folder.resolve("host"));
  }

  /** Lets a host of that folder join the home's own site as gpu. */
  static void join(HomeFolder home, Path folder) throws Exception {
    Certification certification = HostsDoor.certification(home, "h-1");
    try (WorkerRegister register = certification.register()) {
      WorkerRegister.Secret secret = register.issue("home", Duration.ofHours(1), "p-1");
      HostIdentity host = HostIdentity.in(folder, InstantSource.system());
      certification.join(
          new JoinMessages.Join(secret.id(), secret.secret(), Optional.of("gpu"), host.request()),
          "10.0.0.1");
    }
  }

  private ServerOptions started(String... options) throws StartException {
    return LastDoor.complete(home, ServerOptions.parse(List.of(options)));
  }

  @Test
  void aHostHasJoined_isServedWhereItWas() throws Exception {
    join();
    ServerOptions options = started();
    assertThat(options.workers()).contains(ADDRESS);
    assertThat(options.workersName()).contains("control.example");
  }

  @Test
  void noHostHasJoined_nobodyListens() throws Exception {
    assertThat(started().workers()).isEmpty();
  }

  @Test
  void none_forgetsTheAddress() throws Exception {
    join();
    assertThat(started("--workers", "none").workers()).isEmpty();
    assertThat(started().workers()).isEmpty();
  }

  @Test
  void anyPort_isTheLastOne_ofThatAddressOnly() throws Exception {
    assertThat(started("--workers", "127.0.0.1:0").workers()).contains(ADDRESS);
    assertThat(started("--workers", "0.0.0.0:0").workers()).contains(address("0.0.0.0:0"));
    assertThat(started("--workers", "127.0.0.1:9").workers()).contains(address("127.0.0.1:9"));
  }
}
