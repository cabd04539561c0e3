package org.arkwright.gateway;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.gateway.route.Backend;
import org.arkwright.llama.TinyGguf;
import org.arkwright.serve.ServeMain;
import org.arkwright.serve.ServeOptions;
import org.arkwright.serve.openai.ReplicaServer;

/**
 * A replica that runs a real model in this process.
 *
 * @param name the model's own name
 */
record RealReplica(ReplicaServer server, String name) implements AutoCloseable {
  private static final String TOKEN = "inner";

  /** One of a tiny model, whose tokens are bytes. */
  static RealReplica tiny(Path folder) throws IOException {
    return of(new TinyGguf(2, 64, 1_024, true).writeInto(folder.resolve("tiny")), "tiny");
  }

  static RealReplica of(Path model, String name) throws IOException {
    return new RealReplica(
        ServeMain.serve(
            ServeOptions.parse(
                List.of("--model", model.toString(), "--name", name, "--threads", "1"),
                Map.of("ARKWRIGHT_REPLICA_TOKEN", TOKEN))),
        name);
  }

  Backend backend() {
    return new Backend(
        name, URI.create("http://127.0.0.1:" + server.port()), Optional.of(TOKEN), name);
  }

  @Override
  public void close() {
    server.close();
  }
}
