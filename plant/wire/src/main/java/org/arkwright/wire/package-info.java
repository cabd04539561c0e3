/**
 * The one JSON form of the model, used by the journal, the worker protocol and the API. Start at
 * {@link org.arkwright.wire.Wire}.
 */
@NullMarked
package org.arkwright.wire;

import org.jspecify.annotations.NullMarked;
