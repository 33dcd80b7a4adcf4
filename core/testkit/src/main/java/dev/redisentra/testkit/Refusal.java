package dev.redisentra.testkit;

/** Which AUTHs are refused, whatever they carry. */
enum Refusal {
    NONE,
    /** Those of connections that have sent one before. */
    AGAIN,
    ALL
}
