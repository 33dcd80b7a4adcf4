package dev.redisentra.testkit;

/** In which words a login is refused; see {@link LocalRedis#refusalText}. All of them have been reported of Azure's services. */
public enum RefusalText {
    /** {@code WRONGPASS invalid username-password pair or user is disabled.}, as Redis does it since version 6. */
    WRONGPASS("-WRONGPASS invalid username-password pair or user is disabled."),

    /** The same behind {@code ERR} (rqueue #253). */
    ERR_WRONGPASS("-ERR WRONGPASS invalid username-password pair or user is disabled."),

    /** {@code ERR invalid username-password pair}, without an error code of its own. */
    ERR_INVALID_PAIR("-ERR invalid username-password pair");

    private final String reply;

    RefusalText(String reply) {
        this.reply = reply;
    }

    /** As it goes over the wire, without the end of its line. */
    String reply() {
        return reply;
    }
}
