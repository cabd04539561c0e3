/**
 * What concerns several nodes of one gang: {@link org.arkwright.dispatch.gang.UnitingEngine} puts
 * together what each of them stored.
 */
@NullMarked
package org.arkwright.dispatch.gang;

import org.jspecify.annotations.NullMarked;
