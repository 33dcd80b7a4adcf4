package dev.redisentra.contract;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A client, in the contract's terms. Each method is one way of use that applications have; it may be called from any
 * thread. What a client does not offer it throws as {@link Lacking}.
 */
public interface ClientUnderTest extends AutoCloseable {
    /** {@code SET}. */
    String set(String key, String value);

    /** {@code GET}. */
    @Nullable
    String get(String key);

    /** Whether a {@code GET} is answered, and with this value; null for a key that is not there. */
    default boolean answers(String key, @Nullable String value) {
        try {
            return Objects.equals(get(key), value);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** {@code SET} of so much that a busy machine takes longer over it than the client usually waits. */
    default String setLarge(String key, String value) {
        return set(key, value);
    }

    /** {@code GET} of so much. */
    @Nullable
    default String getLarge(String key) {
        return get(key);
    }

    /** {@code INCR}. */
    long increment(String key);

    /** {@code INCR}, not waited for. */
    CompletionStage<Long> incrementAsync(String key);

    /** {@code INCR} by a script. */
    long incrementByScript(String key);

    /** {@code FCALL contract_increment}, which is {@code INCR}. */
    long incrementByFunction(String key);

    /** {@code INCR}, by the reactive API. */
    CompletionStage<Long> incrementReactively(String key);

    /** A command without a key, {@code ECHO} or {@code PING}; in a cluster it goes where such ones go. */
    void keyless();

    /** Pops or reads one element, on a connection of its own or of the pool; waits without end at zero. */
    @Nullable
    String take(Blocking way, String key, Duration timeout);

    /** Subscribes; messages are handed on in their order. Returns when the server has confirmed it. */
    Subscription subscribe(Channel kind, String name, Consumer<String> listener);

    /** A connection that the application keeps to itself. */
    Held hold(String key);

    @Override
    void close();

    /** How to block. Elements are pushed by the suite. */
    enum Blocking {
        BLPOP,
        /** To the list {@code key:taken}, in the same slot. */
        BLMOVE,
        BZPOPMIN,
        /** {@code XREAD BLOCK} from after the last entry that this method returned for the key; from the start at first. */
        XREAD,
        /** {@code XREADGROUP BLOCK} as the consumer {@code me} of the group {@code us}, with {@code NOACK}. */
        XREADGROUP
    }

    /** What to subscribe to. */
    enum Channel {
        CHANNEL,
        /** The name is a pattern. */
        PATTERN,
        /** {@code SSUBSCRIBE}. */
        SHARDED
    }

    /** Ends with {@code close}: returns when the server has confirmed that. */
    interface Subscription extends AutoCloseable {
        /** Says that it outlives a connection that is lost, for the client subscribes again by itself. */
        default void outlivesItsConnection() {}

        /** Whether its owner was told, by the client's own exception, that it hears nothing more. */
        default boolean isLost() {
            return false;
        }

        @Override
        void close();
    }

    /** A connection of one's own, for keys in the slot of the one it was asked for with. Not thread-safe. */
    interface Held extends AutoCloseable {
        /** {@code INCR}. */
        long increment(String key);

        /** Begins to collect commands whose answers are read together. */
        Pipeline pipeline();

        /** {@code WATCH}. */
        void watch(String key);

        /** {@code MULTI}. */
        Transaction multi();

        @Override
        void close();
    }

    /** Commands whose answers are read at the end. */
    interface Pipeline {
        void increment(String key);

        List<Long> finish();
    }

    /** An open transaction. */
    interface Transaction {
        void increment(String key);

        /** {@code EXEC}; null where a watched key was changed. */
        @Nullable
        List<Long> exec();

        void discard();
    }

    /** The client has no such way of use, and says why. */
    final class Lacking extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Lacking(String reason) {
            super(reason);
        }
    }
}
