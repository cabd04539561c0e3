package org.arkwright.gateway.key;

import org.arkwright.model.id.ProjectName;

/**
 * A key that gives access to a project's routes.
 *
 * @param id the key's id in lists and in usage
 * @param digest the SHA-256 of the key's text, in lower-case hexadecimal
 */
public record AdmittedKey(String id, ProjectName project, String digest, KeyLimits limits) {}
