package dev.redisentra.comparison.work;

/** The ways to log in that are compared, for each client. */
public enum Contender {
    /** The access key as a password that never changes: the limit of what is possible. */
    STATIC("static password"),
    /** The same once more, in a process of its own: what differs between these two is chance. */
    CONTROL("static, again"),
    /** What the client itself offers for tokens, on redis-authx. */
    OFFICIAL("official"),
    /** This project's adapter. */
    OURS("redis-entra");

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Whether it logs in with tokens, and so renews them. */
    public boolean renews() {
        return this == OFFICIAL || this == OURS;
    }
}
