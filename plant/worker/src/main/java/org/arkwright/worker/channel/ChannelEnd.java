package org.arkwright.worker.channel;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** This node's end of a channel. Sending and receiving run on a thread each; any may close. */
interface ChannelEnd extends Closeable {
  /** Sends what there is, as it comes, until its end. Blocks. */
  void send(OutputStream out) throws IOException;

  /** Takes what arrives until its end. Blocks. */
  void receive(InputStream in) throws IOException;

  /** Ends what both do. */
  @Override
  void close();

  /** Gives back what both used, once both have ended. */
  default void release() {}
}
