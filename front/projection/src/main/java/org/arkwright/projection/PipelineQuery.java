package org.arkwright.projection;

import java.util.Optional;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.ProjectName;

/**
 * Selects pipelines; an empty filter selects all.
 *
 * @param before only those submitted before that one
 * @param limit the most to return
 */
public record PipelineQuery(
    Optional<ProjectName> project,
    Optional<String> name,
    Optional<String> state,
    Optional<PipelineId> before,
    int limit) {}
