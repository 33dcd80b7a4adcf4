package dev.redisentra.contract;

/** Whose job it is to carry a new token to a client's connections. */
public enum Way {
    /** The adapter's. */
    OURS("the adapter"),
    /** The client's own support's, in the best way that its documentation knows. */
    CLIENTS_OWN("the client's own support"),
    /** Nobody's: the first token is used as a password. */
    ONE_TOKEN("one token as a password");

    private final String title;

    Way(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
