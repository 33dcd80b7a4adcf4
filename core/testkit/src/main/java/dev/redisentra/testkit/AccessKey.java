package dev.redisentra.testkit;

/** The two access keys of a cache. With either, a client logs in as the user {@code default}. */
public enum AccessKey {
    PRIMARY,
    SECONDARY
}
