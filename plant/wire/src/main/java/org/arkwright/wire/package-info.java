/**
 * The JSON form of the model, shared by the journal, the worker protocol and the API. It is derived
 * from the records themselves, so the core needs no annotations. Start at {@link
 * org.arkwright.wire.Wire}.
 */
@NullMarked
package org.arkwright.wire;

import org.jspecify.annotations.NullMarked;
