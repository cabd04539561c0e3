package org.arkwright.links;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rank 0: listens where the ranks meet, and at each of its node's addresses, and does what rank 1
 * asks for until that has ended.
 */
final class LinkResponder {
  private static final int MEET_MILLIS = 120_000;
  private static final int BACKLOG = 128;

  private LinkResponder() {}

  /** Serves rank 1; returns when that has ended. Blocks. */
  static void serve(LinkOptions options) throws IOException {
    List<ServerSocket> doors = new ArrayList<>();
    try (ServerSocket meeting =
        new ServerSocket(options.port(), BACKLOG, InetAddress.getByName(options.meeting()))) {
      meeting.setSoTimeout(MEET_MILLIS);
      try (LinkWire control = LinkWire.over(meeting.accept())) {
        control.out().writeInt(options.own().size());
        for (Map.Entry<String, String> each : options.own().entrySet()) {
          ServerSocket door = new ServerSocket(0, BACKLOG, InetAddress.getByName(each.getValue()));
          doors.add(door);
          Thread.ofVirtual().start(() -> accept(door));
          control.out().writeUTF(each.getKey());
          control.out().writeUTF(each.getValue());
          control.out().writeInt(door.getLocalPort());
          control.out().writeLong(Nic.bytesPerSecond(door.getInetAddress()).orElse(0));
        }
        control.out().flush();
        control.socket().setSoTimeout(0);
        while (control.in().read() >= 0) {
          // Until rank 1 has closed it.
        }
      }
    } finally {
      for (ServerSocket each : doors) {
        each.close();
      }
    }
  }

  private static void accept(ServerSocket door) {
    while (!door.isClosed()) {
      try {
        Socket connection = door.accept();
        Thread.ofPlatform().daemon().start(() -> answer(connection));
      } catch (IOException _) {
        // It is closed, or a connection was broken off.
      }
    }
  }

  private static void answer(Socket connection) {
    try (LinkWire wire = LinkWire.over(connection)) {
      switch (wire.in().read()) {
        case LinkWire.ECHO -> wire.echo();
        case LinkWire.UPLOAD -> {
          LinkWire.Flow flow = wire.drain();
          wire.out().writeLong(flow.bytes());
          wire.out().writeLong(flow.nanos());
          wire.out().flush();
        }
        case LinkWire.DOWNLOAD -> wire.flood(wire.in().readLong());
        default -> {
          // Somebody else has found the port.
        }
      }
    } catch (IOException _) {
      // Rank 1 notices, and says so.
    }
  }
}
