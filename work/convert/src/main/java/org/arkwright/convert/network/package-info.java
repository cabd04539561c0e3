/**
 * Networks as config.json describes them, and as GGUF does. Start at {@link
 * org.arkwright.convert.network.NetworkShape}.
 */
@NullMarked
package org.arkwright.convert.network;

import org.jspecify.annotations.NullMarked;
