package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.OptionalInt;
import org.arkwright.identity.StartException;
import org.junit.jupiter.api.Test;

class ListenAddressTest {
  private static final String HOST = "127.0.0.1";
  private static final OptionalInt ANY = OptionalInt.of(0);

  /** Ranks and clients may still call there; high ports are the ones a system gives away. */
  @Test
  void choose_anyPort_isTheLastServersWhereThatIsFree() throws Exception {
    int old = freePortAbove(60_000);

    assertThat(choose(ANY, "http://127.0.0.1:" + old)).isEqualTo(old);
    try (ServerSocket _ = new ServerSocket(old, 1, InetAddress.getLoopbackAddress())) {
      assertThat(choose(ANY, "http://127.0.0.1:" + old)).isZero();
    }
  }

  @Test
  void choose_anyPort_ofAServerWithoutOne_isAny() throws Exception {
    assertThat(choose(ANY, "")).isZero();
    assertThat(choose(ANY, "http://127.0.0.1:99999")).isZero();
  }

  private static int choose(OptionalInt wished, String before) throws StartException {
    return ListenAddress.choose(HOST, wished, 0, before).getPort();
  }

  private static int freePortAbove(int least) {
    for (int port = least; port <= ServerOptions.PORT_MAX; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException _) {
        // somebody else's
      }
    }
    throw new AssertionError("no free port above " + least);
  }
}
