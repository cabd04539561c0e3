package org.arkwright.kernel.rule;

import org.arkwright.kernel.state.State;
import org.arkwright.model.Request;
import org.arkwright.model.job.Job;

/** Whom the events of a request name as their author. */
public final class RequestAuthor {
  private RequestAuthor() {}

  /**
   * Returns the id of the request's principal. An attempt acts for whoever submitted its job; which
   * attempt it was is in the journal's header.
   */
  public static String of(State state, Request request) {
    return request
        .principal()
        .attempt()
        .flatMap(attempt -> state.job(attempt.job()))
        .map(Job::submittedBy)
        .orElse(request.principal().value());
  }
}
