package dev.redisentra.comparison.work;

/** What the threads do. */
public enum Work {
    /** One SET for three GETs. */
    GET_SET,
    /** GETs in batches. */
    PIPELINE,
    /** One publisher, and each message to all subscribers. */
    PUB_SUB,
    /** A push, and a pop that blocks for it. */
    QUEUE
}
