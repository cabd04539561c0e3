package org.arkwright.llama;

import java.lang.foreign.MemorySegment;

/**
 * Something that the library made and that this side frees once. Every use holds the object's
 * monitor, so that whoever closes it waits for a use on another thread; a later use throws {@link
 * IllegalStateException}. Closing again does nothing.
 */
abstract class NativeObject implements AutoCloseable {
  private final LlamaModel model;
  private final MemorySegment pointer;
  private final Object closing = new Object();
  private boolean closed;

  NativeObject(LlamaModel model, MemorySegment pointer) {
    this.model = model;
    this.pointer = pointer;
  }

  /** The model that owns this, and closes it if nobody did before. */
  public final LlamaModel model() {
    return model;
  }

  /** The library's object; only with the monitor held. */
  final MemorySegment pointer() {
    if (closed) {
      throw new IllegalStateException("this %s is closed".formatted(getClass().getSimpleName()));
    }
    return pointer;
  }

  final boolean isClosed() {
    return closed;
  }

  /** Frees it; called once. */
  abstract void free(MemorySegment object);

  /** What has to happen before the monitor is waited for. */
  void hurry() {}

  @Override
  public final void close() {
    hurry();
    // Whoever closes it second waits until it is freed: the model goes only after that.
    synchronized (closing) {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      free(pointer);
    }
    model.forget(this);
  }
}
