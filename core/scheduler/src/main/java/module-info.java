/** Decides which gang starts where, and says why the others wait. */
module org.arkwright.scheduler {
  requires transitive org.arkwright.model;

  exports org.arkwright.scheduler;
  exports org.arkwright.scheduler.order;
  exports org.arkwright.scheduler.waiting;
}
