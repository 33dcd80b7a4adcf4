package dev.redisentra.core.config;

/** The settings of a Redis connection, by the names they have everywhere. */
public enum Setting {
    HOST("REDIS_HOST", "host name; its suffix tells the service, and with it the port", "required"),
    PORT("REDIS_PORT", "TLS port", "6380 or 10000 by the host name's service, else 6380"),
    USERNAME("REDIS_USERNAME", "the principal's object id", "the token's oid"),
    AUTH(
            "REDIS_AUTH",
            "entra, access-key or entra-then-access-key",
            "entra; access-key where a key is set and this is not"),
    ACCESS_KEY("REDIS_ACCESS_KEY", "the primary key; the user is then default", ""),
    ACCESS_KEY_SECONDARY("REDIS_ACCESS_KEY_SECONDARY", "the secondary key, tried where the primary is refused", ""),
    ACCESS_KEY_FILE("REDIS_ACCESS_KEY_FILE", "a file with the primary key instead, read again while running", ""),
    ACCESS_KEY_SECONDARY_FILE(
            "REDIS_ACCESS_KEY_SECONDARY_FILE", "a file with the secondary key instead, read again while running", ""),
    TOPOLOGY("REDIS_TOPOLOGY", "standalone or cluster", "standalone"),
    PROTOCOL("REDIS_PROTOCOL", "resp3 or resp2", "resp3; resp2 where the server takes no other"),
    TLS_CA("REDIS_TLS_CA", "a PEM file with a private CA", "the JVM's trust store"),
    SCOPE("REDIS_SCOPE", "token scope", "https://redis.azure.com/.default"),
    CLIENT_ID("AZURE_CLIENT_ID", "client id of a user-assigned identity, a GUID", "");

    private final String variable;
    private final String meaning;
    private final String defaultText;

    Setting(String variable, String meaning, String defaultText) {
        this.variable = variable;
        this.meaning = meaning;
        this.defaultText = defaultText;
    }

    /** The environment variable. */
    public String variable() {
        return variable;
    }

    /** What it is for, in words. */
    public String meaning() {
        return meaning;
    }

    /** The default, in words; empty if there is none. */
    public String defaultText() {
        return defaultText;
    }

    /** Whether its value is a secret, which is never shown. */
    public boolean isSecret() {
        return this == ACCESS_KEY || this == ACCESS_KEY_SECONDARY;
    }
}
