/**
 * Embeddings by ONNX Runtime: sentences of different requests share a batch while one is computed.
 */
@NullMarked
package org.arkwright.serve.onnx;

import org.jspecify.annotations.NullMarked;
