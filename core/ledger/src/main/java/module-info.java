/** What was used, what it cost in energy, carbon and money, and by whom. */
module org.arkwright.ledger {
  requires transitive org.arkwright.model;

  exports org.arkwright.ledger;
}
