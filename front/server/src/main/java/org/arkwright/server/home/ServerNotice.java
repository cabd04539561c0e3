package org.arkwright.server.home;

import java.net.URI;
import java.time.Instant;

/** What a server says about itself in its home folder, for clients and the worker to find it. */
public record ServerNotice(long pid, URI url, Instant startedAt) {
  /** Puts the note into the folder, whole or not at all. */
  public void writeTo(HomeFolder home) {
    OwnerFiles.replace(
        home.notice(),
        "{\"pid\": %d, \"url\": \"%s\", \"startedAt\": \"%s\"}%n".formatted(pid, url, startedAt));
  }
}
