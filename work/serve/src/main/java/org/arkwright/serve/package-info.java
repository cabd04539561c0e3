/**
 * The replica: the program that serves the model in a folder, inside a rank. It listens on
 * loopback, accepts only the replica's token, and speaks OpenAI's API. Start at {@link
 * org.arkwright.serve.ServeMain}.
 */
@NullMarked
package org.arkwright.serve;

import org.jspecify.annotations.NullMarked;
