package org.arkwright.worker.limit;

import java.nio.file.Path;

/** A control group of one rank in one hierarchy. */
record RankGroup(GroupFiles files, Path folder) {}
