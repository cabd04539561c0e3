/**
 * The models' API as the terminal uses it, through the gateway, as any other client would: a
 * conversation, and the key that this home keeps for it.
 */
@NullMarked
package org.arkwright.cli.chat;

import org.jspecify.annotations.NullMarked;
