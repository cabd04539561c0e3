/**
 * The Llama network on LibTorch: its shape, its weights in one flat tensor, the forward pass, and
 * the optimiser step. Native memory belongs to PointerScopes; whatever outlives a step is closed by
 * its owner. Start at {@link org.arkwright.train.model.Llama}.
 */
@NullMarked
package org.arkwright.train.model;

import org.jspecify.annotations.NullMarked;
