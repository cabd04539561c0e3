package org.arkwright.gateway.proxy;

import org.arkwright.gateway.dialect.AnswerForm;
import org.arkwright.gateway.key.AdmittedKey;
import org.arkwright.gateway.key.KeyLimiter.Verdict;
import org.arkwright.gateway.openai.RequestBody;
import org.arkwright.gateway.route.RouteName;

/**
 * A request whose key was admitted.
 *
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
    long arrivedNanos) {}
