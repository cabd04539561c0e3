package org.arkwright.bench.gpu;

import java.util.ArrayList;
import java.util.List;

/**
 * A load on a device: every thread multiplies and adds in eight chains that depend on nothing else,
 * so that it is all arithmetic and next to no memory. What the threads find is compared with the
 * same arithmetic here.
 */
final class Burn {
  static final String NAME = "burn";

  /** Multiplications and additions of a round of a thread. */
  static final long OPERATIONS = 16;

  static final int CHAINS = 8;

  /** PTX of CUDA 8 for Maxwell, which every driver since then compiles for whatever it drives. */
  static final String PTX = ptx();

  private static final float FACTOR = Float.intBitsToFloat(0x3f7fffff);
  private static final float TERM = Float.intBitsToFloat(0x3dcccccd);
  private static final int THREADS = 256;
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;
  private static final int CHECKED_ROUNDS = 1000;
  private static final int CHECKED_THREADS = 512;
  private static final long LAUNCH_NANOS = 50_000_000;
  private static final int ROUNDS_MAX = 1 << 30;

  private final Cuda cuda;
  private final Cuda.Kernel kernel;
  private final long results;
  private final int blocks;

  /** What was done. */
  record Result(long launches, double operations, double seconds) {}

  private Burn(Cuda cuda, Cuda.Kernel kernel, long results, int blocks) {
    this.cuda = cuda;
    this.kernel = kernel;
    this.results = results;
    this.blocks = blocks;
  }

  /** Prepares a load on one of the devices that this process sees. */
  static Burn on(Cuda cuda, int device) throws Cuda.CudaException {
    cuda.use(device);
    int blocks = cuda.multiprocessors(device) * BLOCKS_PER_MULTIPROCESSOR;
    long results = cuda.allocate((long) blocks * THREADS * Float.BYTES);
    return new Burn(cuda, cuda.kernel(PTX, NAME), results, blocks);
  }

  /**
   * Runs for that long.
   *
   * @throws Cuda.CudaException also when the device calculates wrong
   */
  Result run(double seconds) throws Cuda.CudaException {
    check();
    long begin = System.nanoTime();
    long nanos = (long) (seconds * 1e9);
    int rounds = CHECKED_ROUNDS;
    double threadRounds = 0;
    long launches = 0;
    while (System.nanoTime() - begin < nanos) {
      long launched = System.nanoTime();
      cuda.run(kernel, blocks, THREADS, results, rounds);
      long took = Math.max(1, System.nanoTime() - launched);
      launches++;
      threadRounds += rounds;
      if (took < LAUNCH_NANOS / 2 || took > LAUNCH_NANOS * 2) {
        double wanted = rounds * (double) LAUNCH_NANOS / took;
        rounds = (int) Math.clamp(wanted, Math.max(1, rounds / 8), rounds * 8.0);
        rounds = Math.clamp(rounds, 1, ROUNDS_MAX);
      }
    }
    double took = (System.nanoTime() - begin) / 1e9;
    check();
    return new Result(launches, threadRounds * blocks * THREADS * OPERATIONS, took);
  }

  /** Compares what the first threads find with what must be found. */
  private void check() throws Cuda.CudaException {
    cuda.run(kernel, blocks, THREADS, results, CHECKED_ROUNDS);
    int threads = Math.min(CHECKED_THREADS, blocks * THREADS);
    float[] found = cuda.floats(results, threads);
    for (int thread = 0; thread < threads; thread++) {
      float expected = expected(thread, CHECKED_ROUNDS);
      if (Float.floatToIntBits(found[thread]) != Float.floatToIntBits(expected)) {
        throw new Cuda.CudaException(
            "the device calculates wrong: thread %d found %s, expected %s"
                .formatted(thread, found[thread], expected));
      }
    }
  }

  static float expected(int thread, int rounds) {
    float[] chains = new float[CHAINS];
    for (int chain = 0; chain < CHAINS; chain++) {
      chains[chain] = thread + (float) chain;
    }
    for (int round = 0; round < rounds; round++) {
      for (int chain = 0; chain < CHAINS; chain++) {
        chains[chain] = Math.fma(chains[chain], FACTOR, TERM);
      }
    }
    float sum = chains[0];
    for (int chain = 1; chain < CHAINS; chain++) {
      sum += chains[chain];
    }
    return sum;
  }

  private static String ptx() {
    List<String> begin = new ArrayList<>();
    List<String> work = new ArrayList<>();
    List<String> end = new ArrayList<>();
    for (int chain = 0; chain < CHAINS; chain++) {
      if (chain > 0) {
        // 0f and the bits of a float.
        String number = "0f%08X".formatted(Float.floatToIntBits((float) chain));
        begin.add("add.rn.f32 %%f%d, %%f0, %s;".formatted(chain, number));
        end.add("add.rn.f32 %%f0, %%f0, %%f%d;".formatted(chain));
      }
      work.add("fma.rn.f32 %%f%1$d, %%f%1$d, %%f8, %%f9;".formatted(chain));
    }
    return """
    .version 5.0
    .target sm_50
    .address_size 64

    .visible .entry %s(.param .u64 results, .param .u32 rounds)
    {
      .reg .pred %%p0;
      .reg .b32 %%r<8>;
      .reg .b64 %%rd<4>;
      .reg .f32 %%f<10>;

      ld.param.u64 %%rd0, [results];
      ld.param.u32 %%r0, [rounds];
      cvta.to.global.u64 %%rd1, %%rd0;
      mov.u32 %%r1, %%ctaid.x;
      mov.u32 %%r2, %%ntid.x;
      mov.u32 %%r3, %%tid.x;
      mad.lo.u32 %%r4, %%r1, %%r2, %%r3;
      cvt.rn.f32.u32 %%f0, %%r4;
      mov.f32 %%f8, 0f3F7FFFFF;
      mov.f32 %%f9, 0f3DCCCCCD;
      %s
      mov.u32 %%r5, 0;
    again:
      %s
      add.u32 %%r5, %%r5, 1;
      setp.lt.u32 %%p0, %%r5, %%r0;
      @%%p0 bra again;
      %s
      mul.wide.u32 %%rd2, %%r4, 4;
      add.u64 %%rd3, %%rd1, %%rd2;
      st.global.f32 [%%rd3], %%f0;
      ret;
    }
    """
        .formatted(
            NAME, String.join("\n  ", begin), String.join("\n  ", work), String.join("\n  ", end));
  }
}
