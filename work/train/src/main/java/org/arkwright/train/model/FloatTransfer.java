package org.arkwright.train.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Copies between flat float32 tensors on any device and arrays. */
public final class FloatTransfer {
  private FloatTransfer() {}

  /** Copies {@code length} values of the tensor, from {@code offset} on, to {@code into}. */
  public static void read(Tensor flat, long offset, float[] into, int length) {
    if (flat.is_cpu()) {
      try (FloatPointer pointer = flat.data_ptr_float()) {
        pointer.position(offset).get(into, 0, length);
      }
      return;
    }
    try (Tensor onDevice = flat.narrow(0, offset, length);
        Tensor onCpu = onDevice.cpu()) {
      read(onCpu, 0, into, length);
    }
  }

  /** Copies the array's first {@code length} values to the tensor, from {@code offset} on. */
  public static void write(Tensor flat, long offset, float[] from, int length) {
    if (flat.is_cpu()) {
      try (FloatPointer pointer = flat.data_ptr_float()) {
        pointer.position(offset).put(from, 0, length);
      }
      return;
    }
    try (Tensor onCpu = torch.zeros(length);
        Tensor onDevice = flat.narrow(0, offset, length)) {
      write(onCpu, 0, from, length);
      onDevice.copy_(onCpu);
    }
  }
}
