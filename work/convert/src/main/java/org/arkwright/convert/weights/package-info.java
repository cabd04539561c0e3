/**
 * Weights as safetensors, checked before they are believed and read a part at a time. Start at
 * {@link org.arkwright.convert.weights.WeightFiles}.
 */
@NullMarked
package org.arkwright.convert.weights;

import org.jspecify.annotations.NullMarked;
