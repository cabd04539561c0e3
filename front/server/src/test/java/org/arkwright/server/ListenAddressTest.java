package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.OptionalInt;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
  private static final String HOST = "127.0.0.1";
  private static final OptionalInt ANY = OptionalInt.of(0);

  /** Ranks and clients may still connect there. High ports are those a system assigns. */
  @Test
  void choose_anyPort_isThePreviousServersIfFree() throws Exception {
    int previous = freePortAbove(60_000);

    assertThat(choose(ANY, "http://127.0.0.1:" + previous)).isEqualTo(previous);
    try (ServerSocket _ = new ServerSocket(previous, 1, InetAddress.getLoopbackAddress())) {
      assertThat(choose(ANY, "http://127.0.0.1:" + previous)).isZero();
    }
  }

  @Test
  void choose_noPort_isThePreviousServers_evenWhereTheUsualOneIsFree() throws Exception {
    int usual = freePortAbove(60_000);
    int previous = freePortAbove(61_000);

    assertThat(choose(usual, "http://127.0.0.1:" + previous)).isEqualTo(previous);
    try (ServerSocket _ = new ServerSocket(previous, 1, InetAddress.getLoopbackAddress())) {
      assertThat(choose(usual, "http://127.0.0.1:" + previous)).isEqualTo(usual);
    }
    assertThat(choose(usual, "")).isEqualTo(usual);
  }

  private static int choose(int usualPort, String previousUrl) throws StartException {
    return ListenAddress.choose(HOST, OptionalInt.empty(), usualPort, previousUrl).getPort();
  }

  @Test
  void choose_anyPort_withoutAPreviousServer_isAny() throws Exception {
    assertThat(choose(ANY, "")).isZero();
    assertThat(choose(ANY, "http://127.0.0.1:99999")).isZero();
  }

  @Test
  void choose_whatIsNoAddress_isWrongUse() {
    // Of the kind that no resolver is asked for, which may be slow or answer everything.
    for (String none : List.of("127.0.0.1:80", "[::1]:80", "::g")) {
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> ListenAddress.choose(none, ANY, 0, ""))
          .withMessageContaining("'" + none + "', which is no address: expected")
          .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(ExitCodes.USAGE));
    }
  }

  /** 203.0.113.0/24 is kept for documents (RFC 5737). */
  @Test
  void choose_theAddressOfAnotherMachine_isNamed() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> ListenAddress.choose("203.0.113.9", ANY, 0, ""))
        .withMessageContaining("no address of this machine")
        .satisfies(refused -> assertThat(refused.exitCode()).isEqualTo(ExitCodes.ADDRESS));
  }

  @Test
  void listen_portTakenSinceItWasChosen_anotherDoes() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress chosen = (InetSocketAddress) other.getLocalSocketAddress();

      assertThat(ListenAddress.listen(chosen, OptionalInt.empty(), ListenAddressTest::port))
          .isNotZero()
          .isNotEqualTo(other.getLocalPort());
    }
  }

  @Test
  void listen_requestedPortTaken_isRefusedByName() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();
      InetSocketAddress chosen = (InetSocketAddress) other.getLocalSocketAddress();

      assertThatExceptionOfType(StartException.class)
          .isThrownBy(
              () -> ListenAddress.listen(chosen, OptionalInt.of(taken), ListenAddressTest::port))
          .withMessageContaining(":" + taken + ": another process has the port")
          .withMessageContaining("--port");
    }
  }

  private static int port(InetSocketAddress address) throws BindException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address);
      return socket.getLocalPort();
    } catch (BindException e) {
      throw e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int choose(OptionalInt requestedPort, String previousUrl) throws StartException {
    return ListenAddress.choose(HOST, requestedPort, 0, previousUrl).getPort();
  }

  private static int freePortAbove(int min) {
    for (int port = min; port <= ServerOptions.PORT_MAX; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException _) {
        // Taken by another process.
      }
    }
    throw new AssertionError("no free port above " + min);
  }
}
