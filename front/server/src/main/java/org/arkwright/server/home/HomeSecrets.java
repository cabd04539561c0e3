package org.arkwright.server.home;

import org.arkwright.identity.TokenFile;
import org.arkwright.options.StartException;

/** The secrets of a home, each made with the first start, and what their loss would cost. */
public record HomeSecrets(HomeFolder home) {

  public String administratorToken() throws StartException {
    return TokenFile.readOrCreate(
        home.administratorToken(),
        "Put its own back; or delete it, and the next start makes another, which clients then"
            + " have to have");
  }

  /** The key of the tokens that are issued to workers and attempts. */
  public String tokenKey() throws StartException {
    return TokenFile.readOrCreate(
        home.tokenKey(),
        "Put its own back; or delete it when no job runs: the next start makes another, and jobs"
            + " that still run can no longer log");
  }

  public String replicaSecret() throws StartException {
    return TokenFile.readOrCreate(
        home.replicaSecret(),
        "Put its own back; or delete it, and the next start makes another, which replicas that"
            + " still run do not know");
  }

  /** The key with which secrets of jobs are sealed. Another one opens none of them. */
  public String secretKey() throws StartException {
    return TokenFile.readOrCreate(
        home.secretKey(),
        "Put its own back from a backup: without it the sealed secrets of jobs can never be read");
  }
}
