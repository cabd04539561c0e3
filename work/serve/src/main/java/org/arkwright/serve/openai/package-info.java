/**
 * OpenAI's API for one model. Requests are parsed strictly, fields that the runtime does not
 * support are refused by name, and responses have the form that the official clients expect. Start
 * at {@link org.arkwright.serve.openai.ReplicaServer}.
 */
@NullMarked
package org.arkwright.serve.openai;

import org.jspecify.annotations.NullMarked;
