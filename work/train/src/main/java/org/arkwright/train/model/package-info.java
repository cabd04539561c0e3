/**
 * The Llama network on LibTorch: its shape, its weights in one flat tensor, the pass forward, and
 * the step that changes the weights. Native memory lives in PointerScopes; what outlives a step is
 * closed by its owner.
 */
@NullMarked
package org.arkwright.train.model;

import org.jspecify.annotations.NullMarked;
