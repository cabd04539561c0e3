/** Text by llama.cpp: one loaded model with parallel slots, batched continuously by the library. */
@NullMarked
package org.arkwright.serve.llama;

import org.jspecify.annotations.NullMarked;
