package dev.redisentra.comparison.work;

import java.io.Serializable;

/** What a worker is told to do. */
public sealed interface Task extends Serializable permits Slice, Crowd, Together, Profile {
    Serializable run(Desk desk) throws Exception;
}
