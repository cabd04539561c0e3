/**
 * The ledger of a site: events folded into exact amounts by day, account and meter, with their
 * price and emissions. Start at {@link org.arkwright.ledger.Ledger}; it posts {@link
 * org.arkwright.ledger.Tally tallies} under {@link org.arkwright.ledger.LineKey line keys}, and
 * {@link org.arkwright.ledger.Reconciliation} checks that they add up.
 *
 * <p>Every line is a sum of postings, and postings depend only on the events, so a ledger folded
 * again is equal to the byte.
 */
package org.arkwright.ledger;
