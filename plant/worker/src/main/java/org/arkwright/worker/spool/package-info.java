/**
 * What a worker must still know after its process or its machine has crashed. {@link
 * org.arkwright.worker.spool.Spool} remembers every attempt that was launched until it is
 * forgotten; {@link org.arkwright.worker.spool.RankRecords} holds what each rank's launcher wrote
 * about itself. The reasoning through every crash window stands at {@code Spool}.
 */
@NullMarked
package org.arkwright.worker.spool;

import org.jspecify.annotations.NullMarked;
