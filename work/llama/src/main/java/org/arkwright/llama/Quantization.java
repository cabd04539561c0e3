package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.arkwright.llama.ffi.Layouts;
import org.arkwright.llama.ffi.LlamaFunctions;

/** Writes a model with fewer bits per weight. */
public enum Quantization {
  F32(0),
  F16(1),
  Q4_0(2),
  Q4_1(3),
  Q8_0(7),
  Q5_0(8),
  Q5_1(9),
  Q2_K(10),
  Q3_K_S(11),
  Q3_K_M(12),
  Q3_K_L(13),
  Q4_K_S(14),
  Q4_K_M(15),
  Q5_K_S(16),
  Q5_K_M(17),
  Q6_K(18),
  BF16(32);

  private final int fileType;

  Quantization(int fileType) {
    this.fileType = fileType;
  }

  /**
   * Quantises a model, also one that is quantised already. Rows whose length no block of this kind
   * divides get another kind, as the library says in its log. The file appears when it is whole;
   * one that was there before is replaced. Blocks for as long as it takes.
   *
   * @throws LlamaException when the library refuses the model; says why
   * @throws IOException when a file cannot be read or written
   */
  public void quantize(Path from, Path to, int threads) throws IOException {
    Checks.range("threads", threads, 1, 512);
    LlamaFunctions functions = Llama.functions();
    GgufHeader header = GgufHeader.read(from);
    LlamaModel.refuseUnsafe(from, header);
    Path target = to.toAbsolutePath();
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    LlamaLog.listen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = functions.quantizeDefaultParams.asStructure(arena);
      parameters.set(JAVA_INT, offset("nthread"), threads);
      parameters.set(JAVA_INT, offset("ftype"), fileType);
      parameters.set(JAVA_BOOLEAN, offset("allow_requantize"), true);
      int code =
          functions.modelQuantize.asInt(
              arena.allocateFrom(from.toAbsolutePath().toString()),
              arena.allocateFrom(partial.toString()),
              parameters);
      if (code != 0) {
        throw LlamaException.heard("llama.cpp cannot quantise %s to %s".formatted(from, this));
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static long offset(String member) {
    return Layouts.offset(Layouts.QUANTIZE_PARAMS, member);
  }
}
