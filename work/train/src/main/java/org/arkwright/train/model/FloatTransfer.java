package org.arkwright.train.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies between flat float32 tensors, wherever they lie, and arrays. */
public final class FloatTransfer {
  private FloatTransfer() {}

  /** Fills {@code into} from the tensor's numbers from {@code offset} on. */
  public static void read(Tensor flat, long offset, float[] into, int length) {
    if (flat.is_cpu()) {
      try (FloatPointer pointer = flat.data_ptr_float()) {
        pointer.position(offset).get(into, 0, length);
      }
      return;
    }
    try (Tensor there = flat.narrow(0, offset, length);
        Tensor here = there.cpu()) {
      read(here, 0, into, length);
    }
  }

  /** Puts the array's first {@code length} numbers into the tensor from {@code offset} on. */
  public static void write(Tensor flat, long offset, float[] from, int length) {
    if (flat.is_cpu()) {
      try (FloatPointer pointer = flat.data_ptr_float()) {
        pointer.position(offset).put(from, 0, length);
      }
      return;
    }
    try (Tensor here = torch.zeros(length);
        Tensor there = flat.narrow(0, offset, length)) {
      write(here, 0, from, length);
      there.copy_(here);
    }
  }
}
