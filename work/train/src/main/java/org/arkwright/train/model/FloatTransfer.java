package org.arkwright.train.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;

/** Copies between flat float32 tensors in main memory and arrays. */
public final class FloatTransfer {
  private FloatTransfer() {}

  /** Fills {@code into} from the tensor's numbers from {@code offset} on. */
  public static void read(Tensor flat, long offset, float[] into, int length) {
    try (FloatPointer pointer = flat.data_ptr_float()) {
      pointer.position(offset).get(into, 0, length);
    }
  }

  /** Puts the array's first {@code length} numbers into the tensor from {@code offset} on. */
  public static void write(Tensor flat, long offset, float[] from, int length) {
    try (FloatPointer pointer = flat.data_ptr_float()) {
      pointer.position(offset).put(from, 0, length);
    }
  }
}
