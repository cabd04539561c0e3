/**
 * Access to deployed models through the gateway's OpenAI API, like any other client: a {@link
 * org.arkwright.cli.chat.Conversation}, and the key that the home folder keeps for it.
 */
@NullMarked
package org.arkwright.cli.chat;

import org.jspecify.annotations.NullMarked;
