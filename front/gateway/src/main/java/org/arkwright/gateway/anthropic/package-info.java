/**
 * Anthropic's API of messages: requests as chats, answers and errors in its own form. Start at
 * {@link org.arkwright.gateway.anthropic.MessagesDialect}.
 */
@NullMarked
package org.arkwright.gateway.anthropic;

import org.jspecify.annotations.NullMarked;
