/**
 * The journal: an append-only, hash-chained sequence of opaque entries that is on disk before
 * anyone is answered. Start at {@link org.arkwright.journal.Journal}.
 */
@NullMarked
package org.arkwright.journal;

import org.jspecify.annotations.NullMarked;
