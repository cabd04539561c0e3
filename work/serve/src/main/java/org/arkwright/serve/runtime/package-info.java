/**
 * What a model can do, whatever library does it: write text or embed it. The API talks to these
 * interfaces alone, so a new runtime is a new package beside llama and onnx.
 */
@NullMarked
package org.arkwright.serve.runtime;

import org.jspecify.annotations.NullMarked;
