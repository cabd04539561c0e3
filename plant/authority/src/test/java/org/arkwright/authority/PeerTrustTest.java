package org.arkwright.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** That every way in which a connection may ask is answered by the certificate alone. */
final class PeerTrustTest {
  private static final X509Certificate[] CHAIN = {};

  /** Trusts nobody, as it says nothing. */
  private static final class Nobody extends PeerTrust {
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return CHAIN;
    }
  }

  /** Notes whom it was asked about. */
  private static final class Asked extends PeerTrust {
    private final List<String> asked = new ArrayList<>();

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
      asked.add("client " + authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      asked.add("server " + authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return CHAIN;
    }
  }

  private static SSLEngine engine() throws Exception {
    return SSLContext.getDefault().createSSLEngine();
  }

  @Test
  void whoSaysNothing_trustsNobody_howeverItIsAsked() throws Exception {
    PeerTrust nobody = new Nobody();
    try (Socket socket = new Socket()) {
      SSLEngine engine = engine();
      assertThatThrownBy(() -> nobody.checkClientTrusted(CHAIN, "RSA"))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> nobody.checkClientTrusted(CHAIN, "RSA", socket))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> nobody.checkClientTrusted(CHAIN, "RSA", engine))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> nobody.checkServerTrusted(CHAIN, "RSA"))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> nobody.checkServerTrusted(CHAIN, "RSA", socket))
          .isInstanceOf(CertificateException.class);
      assertThatThrownBy(() -> nobody.checkServerTrusted(CHAIN, "RSA", engine))
          .isInstanceOf(CertificateException.class);
    }
  }

  @Test
  void socketsAndEngines_areNotAsked() throws Exception {
    Asked trust = new Asked();
    try (Socket unconnected = new Socket()) {
      SSLEngine engine = engine();
      assertThatCode(
              () -> {
                trust.checkClientTrusted(CHAIN, "a", unconnected);
                trust.checkClientTrusted(CHAIN, "b", engine);
                trust.checkServerTrusted(CHAIN, "c", unconnected);
                trust.checkServerTrusted(CHAIN, "d", engine);
              })
          .doesNotThrowAnyException();
    }
    assertThat(trust.asked).containsExactly("client a", "client b", "server c", "server d");
  }
}
