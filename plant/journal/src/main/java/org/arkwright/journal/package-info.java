/**
 * The journal: an append-only, hash-chained sequence of opaque entries in SQLite or PostgreSQL,
 * durable before any command is answered. Start at {@link org.arkwright.journal.Journal}; {@link
 * org.arkwright.journal.Journals} opens one by its location.
 */
@NullMarked
package org.arkwright.journal;

import org.jspecify.annotations.NullMarked;
