package dev.redisentra.testkit;

/** What can be wrong with a token. Redis refuses a token with any of these flaws. */
public enum TokenFlaw {
    /** It was issued to another principal, which has no access policy on this cache. */
    WRONG_PRINCIPAL,
    /** It was issued for a resource other than Redis. */
    WRONG_AUDIENCE,
    /** It has no {@code oid} claim, which names the principal. */
    NO_PRINCIPAL,
    /** It has expired when it is issued. */
    EXPIRED,
    /** Its signature does not match its claims. */
    TAMPERED,
    /** Its algorithm is {@code none}, and it has no signature. */
    UNSIGNED
}
