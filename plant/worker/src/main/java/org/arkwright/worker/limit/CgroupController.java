package org.arkwright.worker.limit;

/** A resource that the kernel's control groups bound. */
enum CgroupController {
  MEMORY("memory", "memory"),
  CPU("cpu", "cpu"),
  PROCESSES("pids", "processes");

  private final String kernelName;
  private final String limitName;

  CgroupController(String kernelName, String limitName) {
    this.kernelName = kernelName;
    this.limitName = limitName;
  }

  /** The controller as the kernel writes it. */
  String kernelName() {
    return kernelName;
  }

  /** The limit as {@link org.arkwright.model.node.EnforcedLimit} names it. */
  String limitName() {
    return limitName;
  }
}
