package dev.redisentra.contract;

import java.util.Optional;
import java.util.function.Supplier;

import dev.redisentra.testkit.IssuedToken;
import dev.redisentra.testkit.ManagedIdentity;

/** How one token takes the place of another. */
interface Rotation {
    /** The renewal to come: to be got, it returns when there is a new token, and gives the old one. */
    Supplier<IssuedToken> next();

    /** What was replaced last and may not have expired yet. */
    Optional<IssuedToken> replaced();

    /** Lets the old one expire: now, or when its time has come. */
    void expire(IssuedToken old);

    /** At the moment that a mode says. */
    static Rotation commanded(CommandedSource source, ManagedIdentity identity) {
        return new Rotation() {
            @Override
            public Supplier<IssuedToken> next() {
                return source::renew;
            }

            @Override
            public Optional<IssuedToken> replaced() {
                return Optional.empty();
            }

            @Override
            public void expire(IssuedToken old) {
                identity.expire(old);
            }
        };
    }
}
