/**
 * Folds events into the books of a site: exact amounts by day, account and meter, with their price
 * and their carbon. Start at {@link org.arkwright.ledger.Ledger}; what it books are {@link
 * org.arkwright.ledger.Tally tallies} under {@link org.arkwright.ledger.LineKey line keys}, and
 * {@link org.arkwright.ledger.Reconciliation} says what must add up.
 *
 * <p>Everything is a sum of bookings, and a booking depends on the events alone, so books that are
 * folded again are equal to the byte.
 */
package org.arkwright.ledger;
