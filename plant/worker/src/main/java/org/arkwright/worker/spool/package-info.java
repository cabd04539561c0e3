/**
 * The state of a worker that survives a crash of its process or machine. {@link
 * org.arkwright.worker.spool.Spool} contains every launched attempt until it is forgotten; {@link
 * org.arkwright.worker.spool.RankRecords} contains the record of each rank's launcher. {@code
 * Spool} documents every crash window.
 */
@NullMarked
package org.arkwright.worker.spool;

import org.jspecify.annotations.NullMarked;
