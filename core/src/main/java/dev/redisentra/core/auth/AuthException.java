package dev.redisentra.core.auth;

import java.io.Serial;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * There is no credential, and this is why. The message names the problem and what fixes it, and never holds a secret.
 */
public final class AuthException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String problem;
    private final String remedy;

    /** A problem and its remedy, both whole sentences. */
    public AuthException(Kind kind, String problem, String remedy, @Nullable Throwable cause) {
        super(null, Redaction.ofNullable(cause));
        this.problem = Redaction.of(problem);
        this.remedy = Redaction.of(remedy);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What went wrong, as one of a few kinds, such as for counting. */
    public Kind kind() {
        return kind;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** The remedy: what to do about it. */
    public String remedy() {
        return remedy;
    }

    /** Both. */
    @Override
    public String getMessage() {
        return problem + " " + remedy;
    }

    /** Whether asking again may help although nobody changes anything. */
    public boolean mayPass() {
        return kind.mayPass;
    }

    /** The kinds of failure. */
    public enum Kind {
        /** This environment has no identity, or not yet: on a virtual machine IMDS may come up later. */
        NO_IDENTITY(true),
        /** Entra knows the identity and refuses it, or knows no such identity. */
        IDENTITY_REFUSED(false),
        /** The token is for another resource. */
        WRONG_AUDIENCE(false),
        /** The token has no object id, and no user name is set. */
        NO_OBJECT_ID(false),
        /** The token belongs to another principal than the last one, or than the user name that is set. */
        WRONG_PRINCIPAL(false),
        /** The token had expired when it came. */
        EXPIRED_TOKEN(true),
        /** No answer within the deadline. */
        TIMED_OUT(true),
        /** The identity endpoint could not be reached or failed. */
        IDENTITY_UNAVAILABLE(true),
        /** The access key could not be read, or its supplier failed. */
        ACCESS_KEY_UNAVAILABLE(true),
        /** The thread that waited for a credential was interrupted. */
        INTERRUPTED(false),
        /** The source has been closed. */
        CLOSED(false);

        private final boolean mayPass;

        Kind(boolean mayPass) {
            this.mayPass = mayPass;
        }
    }
}
