/**
 * Embeddings with ONNX Runtime: texts of different requests are batched while the previous batch is
 * computed. Start at {@link org.arkwright.serve.onnx.OnnxEmbeddingModel}.
 */
@NullMarked
package org.arkwright.serve.onnx;

import org.jspecify.annotations.NullMarked;
