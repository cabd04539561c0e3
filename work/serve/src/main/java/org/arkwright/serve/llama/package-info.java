/**
 * Text generation with llama.cpp: one loaded model whose passes many texts share. Start at {@link
 * org.arkwright.serve.llama.LlamaTextModel}; {@code TextSlots} decides what a pass computes.
 */
@NullMarked
package org.arkwright.serve.llama;

import org.jspecify.annotations.NullMarked;
