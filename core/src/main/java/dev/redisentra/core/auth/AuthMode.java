package dev.redisentra.core.auth;

/** How a service is configured to log in. What it logs in with at one moment is a {@link CredentialKind}. */
public enum AuthMode {
    /** A Microsoft Entra token, renewed before it expires. */
    ENTRA("entra"),
    /** An access key of the cache, as user {@code default}. */
    ACCESS_KEY("access-key"),
    /** Entra first; after a grace without a token the access key, until Entra answers again. */
    ENTRA_THEN_ACCESS_KEY("entra-then-access-key");

    private final String text;

    AuthMode(String text) {
        this.text = text;
    }

    /** The mode as settings, logs and answers write it. */
    @Override
    public String toString() {
        return text;
    }
}
