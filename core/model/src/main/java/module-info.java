/** The shared vocabulary: ids, units, specs, states, commands and events. */
module org.arkwright.model {
  exports org.arkwright.model;
  exports org.arkwright.model.access;
  exports org.arkwright.model.artifact;
  exports org.arkwright.model.deployment;
  exports org.arkwright.model.id;
  exports org.arkwright.model.job;
  exports org.arkwright.model.node;
  exports org.arkwright.model.pipeline;
  exports org.arkwright.model.site;
  exports org.arkwright.model.unit;
  exports org.arkwright.model.usage;
}
