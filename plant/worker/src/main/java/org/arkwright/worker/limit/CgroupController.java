package org.arkwright.worker.limit;

/** A resource limited by the kernel's control groups. */
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

  /** The kernel's name of the controller. */
  String kernelName() {
    return kernelName;
  }

  /** The name of the limit in {@link org.arkwright.model.node.EnforcedLimit}. */
  String limitName() {
    return limitName;
  }
}
