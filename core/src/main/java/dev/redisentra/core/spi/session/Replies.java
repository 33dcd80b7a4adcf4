package dev.redisentra.core.spi.session;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/** What each reply that matters settles, and whether it is the client's. */
final class Replies {
    private final Connection connection;
    private final Slices slices;
    private final Handshake handshake;
    private final OwnCommands own;
    private final Expectations expected;
    private final Conversation conversation;
    private final Subscriptions subscriptions;

    Replies(Connection connection, Slices slices, Handshake handshake, OwnCommands own) {
        this.connection = connection;
        this.slices = slices;
        this.handshake = handshake;
        this.own = own;
        this.expected = connection.expected;
        this.conversation = connection.conversation;
        this.subscriptions = connection.subscriptions;
    }

    /** Settles what the reply answers, and tells whether its client gets it. */
    boolean settle(ReplyHead head, boolean complete) {
        Expected next = expected.next();
        if (head.type() == '>') {
            if (next != null && isConfirmation(head, next)) {
                confirmed(head, next);
            } else {
                endsSharded(head);
            }
            return true;
        }
        if (!connection.resp3 && isUnasked(head, next)) {
            return true;
        }
        subscriptions.saysNothingOfThem();
        if (next == null) {
            if (expected.isEmpty()) {
                connection.losesCount("the server sent a reply that nothing had been sent for");
            } else {
                expected.answered();
            }
            return true;
        }
        return switch (next.kind) {
            case MULTI -> {
                conversation.begun(next.mark, !head.isError());
                expected.answered();
                yield true;
            }
            case DISCARD -> {
                expected.answered();
                if (!head.isError() || head.error().contains("without MULTI")) {
                    conversation.ends();
                }
                connection.discards = false;
                yield true;
            }
            case SILENCED_EXEC -> {
                if (head.isError() || head.isNil()) {
                    next.kind = Expected.Kind.REPLIES_ON; // nothing was obeyed, and that is answered by itself
                } else {
                    long silences = next.mark;
                    expected.answered();
                    conversation.certain(silences);
                }
                yield true;
            }
            case LOGIN -> handshake.loginAnswered(next, head, complete);
            case RESET -> {
                handshake.wasReset(next.mark, head);
                yield true;
            }
            case REPLIES_ON -> {
                long silences = next.mark;
                expected.answered();
                if (head.isOk()) {
                    conversation.certain(silences);
                } else {
                    connection.losesCount("CLIENT REPLY was not answered as it had to be");
                }
                yield true;
            }
            case SUBSCRIPTION -> {
                subscriptionAnswered(head, next);
                yield true;
            }
            case BLOCK -> {
                expected.answered();
                yield true;
            }
            case SLICE -> slices.sliceAnswered(head, complete);
            case OWN_AUTH -> {
                own.authAnswered(next, head);
                yield false;
            }
            case OWN_SUBSCRIPTION -> {
                if (head.isError() && leaves(next)) {
                    // A policy without UNSUBSCRIBE. It is subscribed still, and an AUTH that is refused for that is
                    // tried again.
                    expected.answered();
                } else if (head.isError()) {
                    connection.dies("the server refused a subscriber's return to its channels: " + head.error());
                } else if (isConfirmation(head, next)) {
                    confirmed(head, next);
                } else {
                    connection.dies("a subscriber's return to its channels was answered with something else");
                }
                yield false;
            }
            case OWN_LOOKUP -> {
                slices.lookedUp(head);
                yield false;
            }
            case OWN_PING, OWN_PREFIX -> {
                expected.answered();
                yield false;
            }
        };
    }

    /**
     * Whether the client gets it, whatever it is, and settles it only by its end: that of an EXEC which ends the replies comes
     * with the {@code CLIENT REPLY ON}.
     */
    boolean passesAnyway() {
        Expected next = expected.next();
        return next != null && next.kind == Expected.Kind.SILENCED_EXEC;
    }

    /**
     * In RESP2: a message, or the end of a sharded subscription whose slot has moved. They answer no command. Where such an
     * end comes just as the answer to a SUNSUBSCRIBE is due, it is taken for that, and so the answer for such an end.
     */
    private boolean isUnasked(ReplyHead head, @Nullable Expected next) {
        String word = head.firstWord();
        if (word == null) {
            return false;
        }
        if (word.equals("message") || word.equals("pmessage") || word.equals("smessage")) {
            return subscriptions.isLive();
        }
        return subscriptions.mayBeToldOf() && !isConfirmation(head, next) && endsSharded(head);
    }

    /** Whether the server ends a subscription by itself. */
    private boolean endsSharded(ReplyHead head) {
        if (!"sunsubscribe".equals(head.firstWord()) || !head.endsWithNumber()) {
            return false;
        }
        subscriptions.confirmed(CommandKind.SUNSUBSCRIBE, head.secondWord());
        return true;
    }

    private void subscriptionAnswered(ReplyHead head, Expected reply) {
        if (head.isError()) {
            expected.answered();
        } else if (!connection.resp3 && isConfirmation(head, reply)) {
            confirmed(head, reply);
        } else {
            connection.losesCount("a subscription was not answered as it had to be");
        }
    }

    private static boolean leaves(Expected reply) {
        return reply.command != null && reply.command.role() == CommandKind.Role.UNSUBSCRIBES;
    }

    private boolean isConfirmation(ReplyHead head, @Nullable Expected of) {
        return of != null && of.command != null && of.command.name().equalsIgnoreCase(head.firstWord());
    }

    private void confirmed(ReplyHead head, Expected reply) {
        CommandKind command = Objects.requireNonNull(reply.command);
        if (reply.confirmations == 0) { // it is for all that there are
            reply.confirmations = subscriptions.size(command);
        }
        subscriptions.confirmed(command, head.secondWord());
        if (--reply.confirmations <= 0) {
            expected.answered();
        }
    }
}
