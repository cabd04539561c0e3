/** The scheduler: decides which gang starts where, and explains why the others wait. */
module org.arkwright.scheduler {
  requires transitive org.arkwright.model;

  exports org.arkwright.scheduler;
  exports org.arkwright.scheduler.cycle;
  exports org.arkwright.scheduler.energy;
  exports org.arkwright.scheduler.explain;
  exports org.arkwright.scheduler.order;
  exports org.arkwright.scheduler.quota;
  exports org.arkwright.scheduler.site;
  exports org.arkwright.scheduler.view;
}
