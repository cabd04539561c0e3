package org.arkwright.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.arkwright.options.OptionProblem;
import org.arkwright.serve.child.ChildTextModel;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.onnx.OnnxEmbeddingModel;
import org.arkwright.serve.openai.ReplicaServer;

/**
 * Serves the model in a folder until it is killed: {@code --model FOLDER [--runtime llama.cpp|onnx]
 * [--name NAME] [--parallel N] [--threads N] [--context TOKENS] [--batch TOKENS] [--gpu-layers N]
 * [--adapters NAME,…]}, the folder of each adapter in {@code ARKWRIGHT_INPUT_ADAPTER_1} and so on,
 * on 127.0.0.1 at port {@code ARKWRIGHT_PORT}, for clients that present {@code
 * ARKWRIGHT_REPLICA_TOKEN}. Exits with 2 for invalid arguments and with 1 when the model cannot be
 * served, with one line that says why.
 */
public final class ServeMain {
  private static final String LLAMA = "llama.cpp";
  private static final String ONNX = "onnx";

  /** The library's own loggers, whose news of a start are no news of the model. */
  private static final List<Logger> LIBRARIES =
      Stream.of("com.linecorp.armeria", "io.netty").map(Logger::getLogger).toList();

  private ServeMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    LIBRARIES.forEach(library -> library.setLevel(Level.WARNING));
    try {
      ServeOptions options = ServeOptions.parse(List.of(arguments), System.getenv());
      ReplicaServer server = serve(options);
      System.out.printf("Serving %s at http://127.0.0.1:%d%n", options.name(), server.port());
      System.out.flush();
      new CountDownLatch(1).await();
    } catch (OptionProblem | IllegalArgumentException e) {
      System.err.println("serve: " + e.getMessage());
      System.exit(2);
    } catch (IOException | RuntimeException e) {
      System.err.println("serve: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Loads the model and serves it until the server is closed. */
  public static ReplicaServer serve(ServeOptions options) throws IOException {
    String runtime =
        options.runtime().isPresent() ? options.runtime().get() : runtimeOf(options.model());
    return switch (runtime) {
      case LLAMA ->
          ReplicaServer.text(
              options.port(),
              options.token(),
              options.name(),
              ChildTextModel.load(singleFile(options.model(), ".gguf"), llama(options)));
      case ONNX ->
          ReplicaServer.embedding(
              options.port(),
              options.token(),
              options.name(),
              OnnxEmbeddingModel.load(
                  singleFile(options.model(), ".onnx"),
                  options.model().resolve("tokenizer.json"),
                  options.llama().threads()));
      default ->
          throw new IllegalArgumentException(
              "--runtime is '%s', expected %s or %s".formatted(runtime, LLAMA, ONNX));
    };
  }

  /** The options with each adapter's file in place of its folder. */
  private static LlamaOptions llama(ServeOptions options) throws IOException {
    LlamaOptions given = options.llama();
    SortedMap<String, Path> files = new TreeMap<>();
    for (Map.Entry<String, Path> adapter : given.adapters().entrySet()) {
      // A tuned model that was merged has its adapter in a folder.
      Path merged = adapter.getValue().resolve("adapter/adapter.gguf");
      files.put(
          adapter.getKey(),
          Files.isRegularFile(merged) ? merged : singleFile(adapter.getValue(), ".gguf"));
    }
    return given.withAdapters(files);
  }

  private static String runtimeOf(Path folder) throws IOException {
    return filesWithSuffix(folder, ".onnx").isEmpty() ? LLAMA : ONNX;
  }

  private static Path singleFile(Path folder, String suffix) throws IOException {
    List<Path> files = filesWithSuffix(folder, suffix);
    if (files.size() != 1) {
      throw new IOException(
          "%s has %d files that end with %s, expected one".formatted(folder, files.size(), suffix));
    }
    return files.getFirst();
  }

  private static List<Path> filesWithSuffix(Path folder, String suffix) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
