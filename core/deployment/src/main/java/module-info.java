/** The reconciler of deployments: compares desired with existing replicas and says what to do. */
module org.arkwright.deployment {
  requires transitive org.arkwright.kernel;

  exports org.arkwright.deployment;
}
