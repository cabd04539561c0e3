/**
 * OpenAI's API as bytes: the few fields of a request that matter here, the count of tokens in an
 * answer, the events of a stream, errors in the form that clients know. Nothing here waits or
 * allocates more than it must.
 */
@NullMarked
package org.arkwright.gateway.openai;

import org.jspecify.annotations.NullMarked;
