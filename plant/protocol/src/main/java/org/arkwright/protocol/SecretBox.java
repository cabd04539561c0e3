package org.arkwright.protocol;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.arkwright.model.id.Digest;

/**
 * Seals the values of secret variables with a home's key, so that jobs, events, exports and the
 * journal hold nothing that can be read without it; the worker opens them when it starts a rank.
 * AES-256-GCM, bound to the variable's name. The nonce is derived from name and value: equal
 * secrets have equal seals, so that a repeated request is recognized as the same. Immutable.
 */
public final class SecretBox {
  /** What every sealed text begins with. */
  public static final String PREFIX = "sealed:1:";

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec encryption;
  private final SecretKeySpec derivation;

  /**
   * @param key the text of the home's key file
   */
  public SecretBox(String key) {
    this.encryption = new SecretKeySpec(digest("encrypt " + key), "AES");
    this.derivation = new SecretKeySpec(digest("derive " + key), "HmacSHA256");
  }

  /** Whether a value is a sealed one. */
  public static boolean isSealed(String value) {
    return value.startsWith(PREFIX);
  }

  /** Returns the sealed form of a variable's value. */
  public String seal(String name, String value) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(derivation);
      byte[] nonce = Arrays.copyOf(mac.doFinal(bytes(name + "\0" + value)), NONCE_BYTES);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce).doFinal(bytes(value));
      byte[] text = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, text, NONCE_BYTES, sealed.length);
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM and HmacSHA256", e);
    }
  }

  /**
   * Returns the value; empty if the text was sealed by another key, for another name, or broken.
   */
  public Optional<String> open(String name, String sealed) {
    try {
      byte[] text = Base64.getUrlDecoder().decode(sealed.substring(PREFIX.length()));
      byte[] nonce = Arrays.copyOf(text, NONCE_BYTES);
      byte[] value =
          cipher(Cipher.DECRYPT_MODE, name, nonce)
              .doFinal(text, NONCE_BYTES, Math.max(0, text.length - NONCE_BYTES));
      return Optional.of(new String(value, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, String name, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(bytes(name));
    return cipher;
  }

  private static byte[] digest(String text) {
    return Digest.sha256().digest(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
