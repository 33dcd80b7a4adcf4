package dev.redisentra.core.auth;

/** What a credential is. A service is configured with an {@link AuthMode}, which may use more than one kind. */
public enum CredentialKind {
    /** A Microsoft Entra token, renewed before it expires. */
    ENTRA("entra"),
    /** An access key of the cache, as user {@code default}. */
    ACCESS_KEY("access-key");

    private final String text;

    CredentialKind(String text) {
        this.text = text;
    }

    /** The kind as logs, meters and answers write it. */
    @Override
    public String toString() {
        return text;
    }
}
