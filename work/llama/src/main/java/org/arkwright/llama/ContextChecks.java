package org.arkwright.llama;

import java.lang.management.ManagementFactory;

/** What a model cannot do, and would end the process over, or hang. */
final class ContextChecks {
  private static final String CLASSIFIER = "cls";

  private ContextChecks() {}

  static void require(LlamaModel model, ContextOptions options) throws LlamaException {
    boolean encodes = model.using(model.functions().modelHasEncoder::asBoolean);
    boolean decodes = model.using(model.functions().modelHasDecoder::asBoolean);
    if (encodes && decodes) {
      throw new IllegalArgumentException(
          "this model has an encoder beside its decoder, expected one of the two");
    }
    if (model.using(model.functions().modelIsDiffusion::asBoolean)) {
      throw new IllegalArgumentException(
          "this model makes its text by diffusion, expected one that goes token by token");
    }
    requirePooling(model, options);
    long tokens = (long) options.sequences() * options.sequenceTokens();
    requireMemory(options, model.contextBytes(tokens), machineBytes());
  }

  static void requireMemory(ContextOptions options, long bytes, long memory) throws LlamaException {
    if (bytes > memory) {
      throw new LlamaException(
          "a context of %d sequences of %d tokens takes %d MB, and this machine has %d MB"
              .formatted(options.sequences(), options.sequenceTokens(), bytes >> 20, memory >> 20));
    }
  }

  private static void requirePooling(LlamaModel model, ContextOptions options) {
    long own = model.header().ofArchitecture("pooling_type").orElse(0L);
    long pooling = options.pooling().map(p -> (long) p.code()).orElse(own);
    if (pooling < -1 || pooling > Pooling.RANK.code()) {
      throw new IllegalArgumentException(
          "the model's pooling_type is %d, expected 0 to %d"
              .formatted(pooling, Pooling.RANK.code()));
    }
    if (pooling == Pooling.RANK.code() && !model.header().hasTensor(CLASSIFIER)) {
      throw new IllegalArgumentException(
          "the pooling is RANK, and this model has no classifier (tensors named %s…)"
              .formatted(CLASSIFIER));
    }
  }

  private static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean machine
        ? machine.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
