/** Compares the deployments that are wanted with the replicas there are, and says what to do. */
module org.arkwright.deployment {
  requires transitive org.arkwright.kernel;

  exports org.arkwright.deployment;
}
