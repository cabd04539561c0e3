package org.arkwright.convert;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.llama.Llama;
import org.arkwright.llama.LlamaException;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.Quantization;

/**
 * A model's folder that becomes another: its weights as one GGUF file, quantised if that is asked
 * for, and beside it what is small and no weights. Native code does the quantising, and may end the
 * process.
 */
final class Conversion {
  private static final String RESULT = "model.gguf";
  private static final Set<String> WEIGHTS =
      Set.of(
          "safetensors", "gguf", "bin", "pt", "pth", "ckpt", "onnx", "h5", "msgpack", "onnx_data");

  /** Tokenizers and licences are smaller; what is larger is no document. */
  private static final long DOCUMENT_BYTES_MAX = 64L << 20;

  private final ConvertOptions options;
  private final PrintStream report;

  Conversion(ConvertOptions options, PrintStream report) {
    this.options = options;
    this.report = report;
  }

  /**
   * Writes the folder.
   *
   * @throws ConversionProblem when the model cannot be converted
   * @throws LlamaException when the library is not here, or refuses the model
   */
  void run() throws IOException {
    if (!Files.isDirectory(options.model())) {
      throw new ConversionProblem(options.model() + " is not a folder\nexpected a model's folder");
    }
    Files.createDirectories(options.out());
    List<Path> made = files(".gguf");
    Path result = options.out().resolve(RESULT);
    if (made.isEmpty()) {
      convert(result);
    } else if (made.size() == 1 && options.quantization().isPresent()) {
      quantize(made.getFirst(), result, options.quantization().get());
    } else {
      throw new ConversionProblem(
          made.size() == 1
              ? "%s is GGUF already\nexpected --quantize, or a model that is not"
                  .formatted(made.getFirst().getFileName())
              : "there are %d .gguf files\nexpected one".formatted(made.size()));
    }
    copyDocuments();
    check(result);
  }

  private void convert(Path result) throws IOException {
    if (options.quantization().isPresent() && !Llama.isAvailable()) {
      throw new LlamaException(Llama.problem());
    }
    try (GgufConversion conversion =
        GgufConversion.open(options.model(), options.name(), options.type())) {
      conversion.notes().forEach(note -> report.println("note: " + note));
      requireRoom(conversion.fileBytes());
      if (options.quantization().isEmpty()) {
        write(conversion, result);
        return;
      }
      Path whole = options.out().resolve(RESULT + ".whole");
      try {
        write(conversion, whole);
        quantize(whole, result, options.quantization().get());
      } finally {
        Files.deleteIfExists(whole);
      }
    }
  }

  private void requireRoom(long bytes) throws IOException {
    long free = Files.getFileStore(options.out()).getUsableSpace();
    long needed = bytes + (options.quantization().isPresent() ? bytes / 2 : 0);
    if (free < needed) {
      throw new IOException(
          "%s has %,d bytes free, and the conversion needs about %,d"
              .formatted(options.out(), free, needed));
    }
  }

  private void write(GgufConversion conversion, Path file) throws IOException {
    long start = System.nanoTime();
    conversion.write(file);
    tell("weights as " + word(options.type()), file, start);
  }

  private void quantize(Path from, Path to, Quantization kind) throws IOException {
    long start = System.nanoTime();
    kind.quantize(from, to, options.threads());
    tell("weights as " + word(kind), to, start);
  }

  private void tell(String what, Path file, long startNanos) throws IOException {
    report.printf(
        "%s: %,d bytes in %.1f s%n",
        what, Files.size(file), (System.nanoTime() - startNanos) / 1e9);
  }

  private static String word(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Configuration, tokenizer, licence: what a reader of the model may want. */
  private void copyDocuments() throws IOException {
    try (Stream<Path> files = Files.list(options.model())) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        boolean weights =
            WEIGHTS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT))
                || name.endsWith(".safetensors.index.json");
        if (Files.isRegularFile(file) && !weights && Files.size(file) <= DOCUMENT_BYTES_MAX) {
          try (OutputStream out = Files.newOutputStream(options.out().resolve(name))) {
            Files.copy(file, out); // Without its mode, by which a stored file is read-only.
          }
        }
      }
    }
  }

  /** Has the library read what it will be asked to serve. */
  private void check(Path result) throws IOException {
    if (!Llama.isAvailable()) {
      report.println("note: not loaded for a try: " + Llama.problem());
      return;
    }
    try (LlamaModel model = LlamaModel.load(result, new ModelOptions(0, true, _ -> true))) {
      report.printf("llama.cpp reads it: %,d tokens%n", model.vocabulary().size());
    }
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(options.model())) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }
}
