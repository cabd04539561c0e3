package org.arkwright.worker.rank;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * What a rank is to run. Nothing of it reaches the launcher or the programs that isolate the rank:
 * variables such as {@code LD_PRELOAD} would make them run the job's code.
 *
 * @param argv the program, named with a slash, and its arguments
 * @param variables its whole environment
 * @param directory its working directory
 * @param entry where its {@link EntryScript} is to be written
 */
public record RankCommand(
    List<String> argv, SortedMap<String, String> variables, Path directory, Path entry) {}
