package dev.redisentra.testkit;

/** Which AUTHs are refused, even if they are right. */
enum Refusal {
    NONE,
    /** Each further AUTH of a connection. */
    AGAIN,
    ALL
}
