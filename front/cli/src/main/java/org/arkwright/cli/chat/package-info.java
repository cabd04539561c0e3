/** A conversation with a deployed model, through the gateway, as any other client would have it. */
@NullMarked
package org.arkwright.cli.chat;

import org.jspecify.annotations.NullMarked;
