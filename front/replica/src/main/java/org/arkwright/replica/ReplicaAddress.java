package org.arkwright.replica;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.arkwright.model.id.AttemptId;

/**
 * The port and token of each attempt of a replica, derived from the attempt and a secret of this
 * home. Nothing has to be stored, a restarted server knows them, the next attempt gets another port
 * if one was taken, and no token ever enters the journal.
 */
public final class ReplicaAddress {
  /**
   * The first port; all are below the range from which Linux takes ports for outgoing connections.
   */
  static final int PORT_FIRST = 18_000;

  static final int PORTS = 14_000;
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] secret;

  public ReplicaAddress(String secret) {
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  /** The port on which the replica listens. */
  int port(AttemptId attempt) {
    return PORT_FIRST + Math.floorMod(ByteBuffer.wrap(digest("port", attempt)).getInt(), PORTS);
  }

  URI uri(AttemptId attempt) {
    return URI.create("http://127.0.0.1:" + port(attempt));
  }

  /** The bearer token that the replica requires. */
  String token(AttemptId attempt) {
    return HexFormat.of().formatHex(digest("token", attempt));
  }

  private byte[] digest(String purpose, AttemptId attempt) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac.doFinal((purpose + " " + attempt).getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
