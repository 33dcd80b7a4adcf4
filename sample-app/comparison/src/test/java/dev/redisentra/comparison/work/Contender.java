package dev.redisentra.comparison.work;

/** The ways to log in that are compared, for each client. */
public enum Contender {
    /** The access key as a password that never changes: the baseline. */
    STATIC("static password"),
    /** What the client itself offers for tokens, on redis-authx. */
    OWN_SUPPORT("client's own support"),
    /** This project's adapter. */
    OURS("redis-entra");

    public final String title;

    Contender(String title) {
        this.title = title;
    }
}
