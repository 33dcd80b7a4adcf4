package dev.redisentra.comparison.wire;

import java.time.Duration;
import java.time.InstantSource;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.AccessKeyStrategy;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.auth.Secret;
import dev.redisentra.core.spi.session.Session;
import dev.redisentra.core.spi.session.Sessions;
import dev.redisentra.core.spi.session.Wire;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The session of a connection that is logged in. It sees what a TLS record holds at the most, and is told how much it need
 * not look at, as from the adapters.
 */
final class SessionCodec implements Codec, Wire {
    private static final int TLS_RECORD = 16_384;
    /** Of Jedis, which writes what is longer in pieces. */
    private static final int CLIENTS_BUFFER = 8_192;

    private static final String KEY = "key";

    private final byte[] request;
    private final byte[] reply;
    private final Session session;
    private long passed;

    SessionCodec(Traffic traffic) {
        request = traffic.request();
        reply = traffic.reply();
        CredentialSource source = CredentialSources.open(new AccessKeyStrategy(Secret.of(KEY)));
        source.await(Duration.ofSeconds(20));
        session = new Sessions("jedis", source, InstantSource.system(), System::nanoTime, Duration.ofMinutes(1))
                .open(this);
        byte[] hello = Traffic.command("HELLO", "3", "AUTH", "default", KEY);
        session.sent(hello, 0, hello.length);
        byte[] welcome = "%1\r\n$5\r\nproto\r\n:3\r\n".getBytes(UTF_8);
        session.received(welcome, 0, welcome.length);
    }

    @Override
    public Object commands() {
        for (int at = 0; at < request.length; ) {
            int step = (int) Math.min(session.sendsUnread(), request.length - at);
            if (step > 0) {
                session.sentUnread(step);
            } else {
                step = Math.min(CLIENTS_BUFFER, request.length - at);
                session.sent(request, at, at + step);
            }
            at += step;
        }
        return session;
    }

    @Override
    public Object replies() {
        for (int at = 0; at < reply.length; ) {
            int step = (int) Math.min(session.receivesUnread(), reply.length - at);
            if (step > 0) {
                session.receivedUnread(step);
            } else {
                step = Math.min(TLS_RECORD, reply.length - at);
                session.received(reply, at, at + step);
            }
            at += step;
        }
        return session;
    }

    @Override
    public void check() {
        if (!session.isAnswered() || session.carried() == null || passed == 0) {
            throw new IllegalStateException("The session has not followed");
        }
    }

    @Override
    public void toServer(byte[] bytes, int from, int to) {
        passed += to - from;
    }

    @Override
    public void toClient(byte[] bytes, int from, int to) {
        passed += to - from;
    }

    @Override
    public void flush() {}

    @Override
    public void wakeAfter(Duration delay) {}

    @Override
    public void close() {
        throw new IllegalStateException("The session closed its connection");
    }
}
