package org.arkwright.worker.transfer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that a disk cannot hold are refused before they are fetched, and those it can are not. */
final class NodeDiskTest {
  /** More than any disk has, and half of what a sum can hold. */
  private static final long HUGE = Long.MAX_VALUE / 4;

  @TempDir Path folder;
  private NodeDisk disk;

  @BeforeEach
  void open() throws IOException {
    Path own = Files.createDirectory(folder.resolve("store"));
    disk = new NodeDisk(ArtifactStore.open(own), own, new KeptFiles());
  }

  @Test
  void whatFits_isLetThrough() {
    assertThatCode(() -> disk.require(1, 1)).doesNotThrowAnyException();
  }

  @Test
  void whatDoesNotFit_isRefusedWithTheFigures_whetherToFetchOrToCopy() {
    assertThatThrownBy(() -> disk.require(HUGE, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "inputs need %s (%s to fetch, %s for"
                .formatted(new Bytes(HUGE), new Bytes(HUGE), new Bytes(0)));
    assertThatThrownBy(() -> disk.require(0, HUGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "inputs need %s (%s to fetch, %s for"
                .formatted(new Bytes(HUGE), new Bytes(0), new Bytes(HUGE)));
  }
}
