/** The words everything else is written in: ids, units, specs, states, commands and events. */
module org.arkwright.model {
  exports org.arkwright.model;
}
