package org.arkwright.convert.weights;

import static org.arkwright.convert.source.ConversionProblem.shown;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.llama.GgufWriter.TensorType;

/**
 * A tensor of weights in a file, of which a part is in memory at a time.
 *
 * @param shape rows first
 * @param position of its first byte in the file
 */
public record Weight(
    SafetensorsFile file, String name, ElementType type, List<Long> shape, long position) {
  /** The largest number that F16 does not round to infinity. */
  private static final float F16_MAX = Math.nextDown(65_520f);

  private static final int CHUNK_ELEMENTS = 1 << 16;

  /** How many numbers there are. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * Writes all numbers in their order.
   *
   * @throws ConversionProblem when one is too large for the type
   */
  public void writeTo(WritableByteChannel out, TensorType as) throws IOException {
    write(out, as, 0, elements());
  }

  /**
   * Writes the rows of rotated heads in the order of llama.cpp, which rotates adjacent pairs, where
   * Hugging Face rotates the two halves of a head: within each head of n rows, row 0, row n/2, row
   * 1, row n/2 + 1 and so on.
   *
   * @throws ConversionProblem when a number is too large for the type
   */
  public void writeRotatedTo(WritableByteChannel out, TensorType as, int headSize)
      throws IOException {
    long width = elements() / shape.getFirst();
    int half = headSize / 2;
    for (long first = 0; first < shape.getFirst(); first += headSize) {
      for (int to = 0; to < headSize; to++) {
        long from = first + (to % 2) * (long) half + to / 2;
        write(out, as, from * width, width);
      }
    }
  }

  private void write(WritableByteChannel out, TensorType as, long first, long count)
      throws IOException {
    for (long done = 0; done < count; done += CHUNK_ELEMENTS) {
      int elements = (int) Math.min(CHUNK_ELEMENTS, count - done);
      ByteBuffer read =
          file.read(position + (first + done) * type.bytes(), elements * type.bytes());
      ByteBuffer written = type.name().equals(as.name()) ? read : cast(read, elements, as);
      while (written.hasRemaining()) {
        out.write(written);
      }
    }
  }

  private ByteBuffer cast(ByteBuffer read, int elements, TensorType as) {
    ByteBuffer written = ByteBuffer.allocate(elements * as.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      float value = type.next(read);
      if (as == TensorType.F16 && Math.abs(value) > F16_MAX && Float.isFinite(value)) {
        throw new ConversionProblem(
            "the tensor %s has a weight of %s, which is more than F16 holds\nconvert with --type bf16"
                .formatted(shown(name), value));
      }
      as.put(written, value);
    }
    return written.flip();
  }
}
