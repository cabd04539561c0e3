/**
 * OpenAI's API at the level of bytes: the few request fields that matter here, the token count of a
 * response, the events of a stream, errors as clients expect them. Nothing here blocks or allocates
 * more than necessary. Start at {@link org.arkwright.gateway.openai.RequestBody}.
 */
@NullMarked
package org.arkwright.gateway.openai;

import org.jspecify.annotations.NullMarked;
