/**
 * A replica: the program that serves one model's folder inside a rank. It listens on loopback,
 * opens to the replica's token alone, and speaks OpenAI's API; start reading at {@link
 * org.arkwright.serve.ServeMain}.
 */
@NullMarked
package org.arkwright.serve;

import org.jspecify.annotations.NullMarked;
