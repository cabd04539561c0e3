/**
 * The SQLite file of tracking: its schema, its one thread, quotas on its rows, and tags and other
 * notes, which all records have alike. Start at {@link org.arkwright.tracking.store.TrackingStore}.
 */
@NullMarked
package org.arkwright.tracking.store;

import org.jspecify.annotations.NullMarked;
