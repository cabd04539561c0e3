package org.arkwright.artifact.output;

/** Whether collecting may go on: asked between any two files and any two pieces of a file. */
@FunctionalInterface
public interface OutputWatch {
  /**
   * Returns while collecting may go on.
   *
   * @throws RefusedOutput when it took too long, or nobody wants the result any more
   */
  void check() throws RefusedOutput;
}
