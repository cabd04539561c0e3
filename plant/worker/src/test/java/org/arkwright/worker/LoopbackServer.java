package org.arkwright.worker;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.arkwright.worker.link.ServerAddress;

/** What a worker takes for its control plane: it answers as a test says, and has a token. */
public final class LoopbackServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final ServerAddress address;

  /**
   * Starts it.
   *
   * @param folder for the files that say where it is and what its token is, {@code secret}
   * @param path below which it answers
   */
  public LoopbackServer(Path folder, String path, HttpHandler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(path, handler);
    server.start();
    address =
        new ServerAddress(
            Files.writeString(
                folder.resolve("server.json"),
                "{\"url\":\"http://127.0.0.1:%d\"}".formatted(server.getAddress().getPort())),
            Files.writeString(folder.resolve("token"), "secret"));
  }

  public ServerAddress address() {
    return address;
  }

  /** Stops it; whoever waits for an answer gets none. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
