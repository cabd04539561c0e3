package org.arkwright.serve.llama;

/**
 * Is told what native code is about to work on, so that after it has ended the process there is
 * somebody who knows for whom. Costs no more than a few writes to memory. Any thread.
 */
public interface NativeSteps {
  /** The request that the current thread works for; unbound where nobody asks. */
  ScopedValue<Long> REQUEST = ScopedValue.newInstance();

  /** For a model whose process has nobody who would ask. */
  NativeSteps NONE =
      new NativeSteps() {
        @Override
        public Step alone(long request) {
          return () -> {};
        }

        @Override
        public Step choosing(long request) {
          return () -> {};
        }

        @Override
        public Step together(long[] requests, int count) {
          return () -> {};
        }
      };

  /** What follows on this thread is for one request alone, until the step is closed. */
  Step alone(long request);

  /**
   * As {@link #alone}, on the thread that decodes, between its passes: it does so nearly always, so
   * that a step of {@link #alone} at the same time is the more suspect.
   */
  Step choosing(long request);

  /**
   * What follows on this thread is for several requests at once, until the step is closed.
   *
   * @param requests those from 0 to {@code count} - 1 count; read before this returns
   */
  Step together(long[] requests, int count);

  /** The request of the current thread; 0 if it works for none. */
  static long request() {
    return REQUEST.orElse(0L);
  }

  /** What is being done, until it is closed. */
  @FunctionalInterface
  interface Step extends AutoCloseable {
    @Override
    void close();
  }
}
