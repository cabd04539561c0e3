/**
 * Text generation with llama.cpp: one loaded model with parallel slots, continuously batched by the
 * library. Start at {@link org.arkwright.serve.llama.LlamaTextModel}.
 */
@NullMarked
package org.arkwright.serve.llama;

import org.jspecify.annotations.NullMarked;
