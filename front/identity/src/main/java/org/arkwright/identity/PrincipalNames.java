package org.arkwright.identity;

import java.util.Map;
import org.arkwright.model.id.PrincipalId;

/**
 * What the principals of a home are called. Immutable.
 *
 * @param byId the name of each person and service, by id
 */
public record PrincipalNames(Map<PrincipalId, String> byId) {
  /** Separates an author from the reason it gives, as in {@code system:deployments: replaced}. */
  private static final String REASON = ": ";

  public PrincipalNames {
    byId = Map.copyOf(byId);
  }

  /** Returns the principal's name; parts of the system, and whoever is unknown, go by their id. */
  public String of(PrincipalId principal) {
    return byId.getOrDefault(principal, principal.system().orElse(principal.value()));
  }

  /**
   * Returns an author as people read it.
   *
   * @param by an author in an event: a principal's id, perhaps with a reason behind it, or what was
   *     written there before principals had ids
   */
  public String author(String by) {
    if (by.isBlank() || by.length() > PrincipalId.LENGTH_MAX) {
      return by;
    }
    int reason = by.indexOf(REASON);
    return reason <= 0
        ? of(new PrincipalId(by))
        : of(new PrincipalId(by.substring(0, reason))) + by.substring(reason);
  }
}
