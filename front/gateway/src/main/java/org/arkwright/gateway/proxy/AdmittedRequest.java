package org.arkwright.gateway.proxy;

import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.route.Backend;
import org.arkwright.gateway.route.RouteName;

/**
 * A request whose key was admitted.
 *
 * @param route the deployment's, also where an adapter of it was asked for
 * @param path the operation of the backend
 * @param form how its answer is told
 * @param arrivedNanos in nanoseconds since the Unix epoch
 */
record AdmittedRequest(
    AdmittedKey key,
    Verdict verdict,
    RouteName route,
    String path,
    RequestBody body,
    AnswerForm form,
    long arrivedNanos) {
  /** The model's name as the client gave it: the route's, or that of one of its adapters. */
  String asked() {
    return body.model();
  }

  /** The name by which a backend of the route knows what was asked for. */
  String upstream(Backend backend) {
    return backend.model() + asked().substring(route.model().length());
  }
}
