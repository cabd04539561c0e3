package org.arkwright.worker.rank;

import java.nio.file.Path;
import java.util.SortedMap;
import org.arkwright.protocol.RendezvousPoint;

/**
 * The folders and meeting point that the ranks of one attempt share on a node.
 *
 * @param script the file with the script's text, if the work is a script
 * @param directory the working directory
 * @param variables the variables that name the folders of artifacts
 * @param point where the attempt's ranks meet
 */
public record AttemptWorkspace(
    Path script, Path directory, SortedMap<String, String> variables, RendezvousPoint point) {}
