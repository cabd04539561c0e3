package org.arkwright.worker.limit;

import java.nio.file.Path;

/** One rank's group in one hierarchy. */
record RankGroup(GroupFiles files, Path folder) {}
