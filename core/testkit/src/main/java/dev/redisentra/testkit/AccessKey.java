package dev.redisentra.testkit;

/** The two access keys of a cache. Both log in the user {@code default}. */
public enum AccessKey {
    PRIMARY,
    SECONDARY
}
