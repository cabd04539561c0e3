/** The ledger: what was used, by whom, and what it cost in energy, carbon and money. */
module org.arkwright.ledger {
  requires transitive org.arkwright.model;

  exports org.arkwright.ledger;
}
