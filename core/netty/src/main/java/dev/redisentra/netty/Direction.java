package dev.redisentra.netty;

import dev.redisentra.core.spi.session.Session;

/** The session's two sides. */
enum Direction {
    TO_SERVER {
        @Override
        long unread(Session session) {
            return session.sendsUnread();
        }

        @Override
        void passed(Session session, long bytes) {
            session.sentUnread(bytes);
        }

        @Override
        void pass(Session session, byte[] bytes, int length) {
            session.sent(bytes, 0, length);
        }
    },
    TO_CLIENT {
        @Override
        long unread(Session session) {
            return session.receivesUnread();
        }

        @Override
        void passed(Session session, long bytes) {
            session.receivedUnread(bytes);
        }

        @Override
        void pass(Session session, byte[] bytes, int length) {
            session.received(bytes, 0, length);
        }
    };

    /** How much of what comes next the session need not see. */
    abstract long unread(Session session);

    /** So much of that has passed. */
    abstract void passed(Session session, long bytes);

    /** Shows it what comes next. */
    abstract void pass(Session session, byte[] bytes, int length);
}
