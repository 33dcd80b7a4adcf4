package dev.redisentra.testkit;

/** What can be wrong with a token, so that Redis refuses it. */
public enum TokenFlaw {
    /** Issued to another principal, which has no access policy on this cache. */
    WRONG_PRINCIPAL,
    /** Issued for another resource than Redis. */
    WRONG_AUDIENCE,
    /** Without the {@code oid} claim that names the principal. */
    NO_PRINCIPAL,
    /** Past its expiry when it is issued. */
    EXPIRED,
    /** The signature does not fit the claims. */
    TAMPERED,
    /** The algorithm {@code none} and no signature. */
    UNSIGNED
}
