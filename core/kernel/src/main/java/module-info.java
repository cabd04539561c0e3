/** The kernel: decides commands and folds events into state. */
module org.arkwright.kernel {
  requires transitive org.arkwright.model;
  requires transitive org.arkwright.scheduler;

  exports org.arkwright.kernel;
  exports org.arkwright.kernel.invariant;
  exports org.arkwright.kernel.rule;
  exports org.arkwright.kernel.state;
}
