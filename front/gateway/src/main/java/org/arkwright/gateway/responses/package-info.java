/**
 * OpenAI's API of responses: requests as chats, answers in its own form, and what is kept of them
 * so that a conversation goes on by the name of its last answer. Start at {@link
 * org.arkwright.gateway.responses.ResponsesService}.
 */
@NullMarked
package org.arkwright.gateway.responses;

import org.jspecify.annotations.NullMarked;
